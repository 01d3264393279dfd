package dev.paxoskv.node.statemachine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The write side of the two maps: makes versions and moves the revision on. One command's changes stand between
 * {@link #begin()} and either {@link #commit()}, which gives them the next revision if there are any, or
 * {@link #rollback()}, which takes them back.
 */
final class Revisions {

    /** The compacted revision of a store that was never compacted, so that compacting at 0 is legal once, as in etcd. */
    static final long NEVER = -1;

    private final StateStore store;
    private final StateHash chain;
    private final List<Change> changes = new ArrayList<>();
    private long revision = 1;
    private long compactRevision = NEVER;
    private long chainBefore;

    /** What a change replaced, to take it back. */
    private record Change(byte[] key, @Nullable Version before, boolean deleted) {}

    Revisions(StateStore store, StateHash chain) {
        this.store = store;
        this.chain = chain;
    }

    void restore(long storedRevision, long storedCompactRevision) {
        revision = storedRevision;
        compactRevision = storedCompactRevision;
    }

    /** The revision of the last command that changed something. */
    long current() {
        return revision;
    }

    /** The revision that the command has reached: the next one as soon as it has changed something. */
    long reached() {
        return changes.isEmpty() ? revision : revision + 1;
    }

    long compacted() {
        return compactRevision;
    }

    void compact(long newRevision) {
        compactRevision = newRevision;
    }

    void begin() {
        changes.clear();
        chainBefore = chain.value();
    }

    void commit() {
        if (!changes.isEmpty()) {
            advance();
        }
    }

    /** Moves to the next revision. */
    void advance() {
        revision++;
        changes.clear();
    }

    /** Sets a key whose newest version is {@code before}, null if it does not exist. */
    void put(byte[] key, @Nullable Version before, byte[] value, long lease) {
        long next = revision + 1;
        Version version;
        if (before == null) {
            version = new Version(next, changes.size(), next, 1, lease, value);
        } else {
            version = new Version(next, changes.size(), before.createRevision(), before.version() + 1, lease, value);
            store.putHistory(key, before);
        }
        store.putLive(key, version);
        changed(key, version, before);
    }

    /** Deletes a key whose newest version is {@code before}. */
    void delete(byte[] key, Version before) {
        Version tombstone = Version.tombstone(revision + 1, changes.size());
        store.putHistory(key, before);
        store.putHistory(key, tombstone);
        store.removeLive(key);
        changed(key, tombstone, before);
    }

    private void changed(byte[] key, Version version, @Nullable Version before) {
        chain.add(key, version);
        changes.add(new Change(key, before, version.isTombstone()));
    }

    void rollback() {
        for (Change change : changes.reversed()) {
            if (change.deleted()) {
                store.removeHistory(change.key(), revision + 1);
            }
            if (change.before() == null) {
                store.removeLive(change.key());
            } else {
                store.removeHistory(change.key(), change.before().modRevision());
                store.putLive(change.key(), change.before());
            }
        }
        changes.clear();
        chain.reset(chainBefore);
    }
}
