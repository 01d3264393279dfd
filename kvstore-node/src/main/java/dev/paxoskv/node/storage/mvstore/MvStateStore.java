package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.PinnedView;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The state machine's maps, in the same MVStore as the log. For one thread, the applier. */
final class MvStateStore extends MvStateView implements StateStore {
    private final StateMaps maps;
    private final MVMap<String, byte[]> meta;
    private final ViewPins pins;
    private boolean changed;

    MvStateStore(StateMaps maps, MVMap<String, byte[]> meta, ViewPins pins) {
        super(maps.live(), maps.history());
        this.maps = maps;
        this.meta = meta;
        this.pins = pins;
    }

    StateMaps maps() {
        return maps;
    }

    /** Whether anything was put or removed since {@link #checkpointed}. */
    boolean changed() {
        return changed;
    }

    /** What is in the maps now is what the next commit writes. */
    void checkpointed() {
        changed = false;
    }

    @Override
    public void putLive(byte[] key, Version version) {
        changed = true;
        maps.live().put(key, version);
    }

    @Override
    public void removeLive(byte[] key) {
        changed = true;
        maps.live().remove(key);
    }

    @Override
    public void putHistory(byte[] key, Version version) {
        changed = true;
        maps.history().put(new HistoryKey(key, version.modRevision()), version);
    }

    @Override
    public void removeHistory(byte[] key, long modRevision) {
        changed = true;
        maps.history().remove(new HistoryKey(key, modRevision));
    }

    @Override
    public byte @Nullable [] meta(String name) {
        return meta.get(maps.metaPrefix() + name);
    }

    @Override
    public void putMeta(String name, byte[] value) {
        changed = true;
        meta.put(maps.metaPrefix() + name, value);
    }

    @Override
    public StateView publish() {
        return pins.publish(maps);
    }

    @Override
    public PinnedView pin() {
        return pins.pin(maps);
    }
}
