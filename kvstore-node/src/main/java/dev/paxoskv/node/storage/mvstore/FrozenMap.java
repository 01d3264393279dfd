package dev.paxoskv.node.storage.mvstore;

import org.h2.mvstore.MVMap;

/**
 * A map as it was at one instant: MVStore's trees are copied on write, so holding the root is enough, as long as the
 * chunks of its pages stay ({@link ViewPins}). Costs a few objects.
 */
final class FrozenMap<K, V> extends MVMap<K, V> {
    FrozenMap(MVMap<K, V> source) {
        super(source);
    }
}
