package dev.paxoskv.node.statemachine;

/**
 * Walks over versions in order. Stands before the first one until {@link #next()} is called; {@link #key()} and
 * {@link #version()} may only be called after a {@code next()} that answered true. For one thread.
 */
public interface VersionCursor {

    /** A cursor over nothing. */
    VersionCursor EMPTY = new VersionCursor() {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public byte[] key() {
            throw new IllegalStateException("the cursor is at its end");
        }

        @Override
        public Version version() {
            throw new IllegalStateException("the cursor is at its end");
        }
    };

    /** Steps to the next version; false at the end, and from then on. */
    boolean next();

    /** The key of the version that the cursor stands on. Shared: not to be written to. */
    byte[] key();

    /** The version that the cursor stands on. */
    Version version();
}
