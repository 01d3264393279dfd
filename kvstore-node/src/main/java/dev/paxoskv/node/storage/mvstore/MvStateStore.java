package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import org.jspecify.annotations.Nullable;

/** The state machine's maps, in the same MVStore as the log. For one thread, the applier. */
final class MvStateStore extends MvStateView implements StateStore {
    private final StoreFile maps;
    private final ViewPins pins;

    MvStateStore(StoreFile maps) {
        super(maps.live(), maps.history());
        this.maps = maps;
        this.pins = new ViewPins(maps.store());
    }

    @Override
    public void putLive(byte[] key, Version version) {
        maps.live().put(key, version);
    }

    @Override
    public void removeLive(byte[] key) {
        maps.live().remove(key);
    }

    @Override
    public void putHistory(byte[] key, Version version) {
        maps.history().put(new HistoryKey(key, version.modRevision()), version);
    }

    @Override
    public void removeHistory(byte[] key, long modRevision) {
        maps.history().remove(new HistoryKey(key, modRevision));
    }

    @Override
    public byte @Nullable [] meta(String name) {
        return maps.meta().get(NodeMeta.STATE_PREFIX + name);
    }

    @Override
    public void putMeta(String name, byte[] value) {
        maps.meta().put(NodeMeta.STATE_PREFIX + name, value);
    }

    @Override
    public StateView publish() {
        MvStateView view = new MvStateView(new FrozenMap<>(maps.live()), new FrozenMap<>(maps.history()));
        pins.add(view);
        return view;
    }

    /** A checkpoint is about to begin. */
    void beforeCheckpoint() {
        pins.nextVersion();
    }
}
