package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.statemachine.Keys;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cursor over a tree, up to a key. */
final class MemoryCursor<K> implements VersionCursor {

    private final PersistentTree.Walk<K, Version> walk;
    private final Function<K, byte[]> keyOf;
    private final byte @Nullable [] to;
    private PersistentTree.@Nullable Node<K, Version> node;
    private boolean ended;

    MemoryCursor(PersistentTree.Walk<K, Version> walk, Function<K, byte[]> keyOf, byte @Nullable [] to) {
        this.walk = walk;
        this.keyOf = keyOf;
        this.to = to;
    }

    @Override
    public boolean next() {
        node = ended ? null : walk.next();
        ended = node == null || !Keys.isBefore(keyOf.apply(node.key()), to);
        return !ended;
    }

    @Override
    public byte[] key() {
        return keyOf.apply(here().key());
    }

    @Override
    public Version version() {
        return here().value();
    }

    private PersistentTree.Node<K, Version> here() {
        PersistentTree.Node<K, Version> here = node;
        if (here == null || ended) {
            throw new IllegalStateException("the cursor does not stand on a version");
        }
        return here;
    }
}
