package dev.paxoskv.node.statemachine;

/**
 * A view of the state that stays readable until it is closed: {@link StateStore#pin()}. Any thread may read and close;
 * who closes sees to it that nobody reads any more. Closing again does nothing.
 */
public final class PinnedView implements AutoCloseable {
    private final StateView view;
    private final Runnable release;
    private boolean closed;

    /**
     * A pinned view.
     *
     * @param view what is pinned
     * @param release lets go of it; called once, on the thread that closes
     */
    public PinnedView(StateView view, Runnable release) {
        this.view = view;
        this.release = release;
    }

    /**
     * The view.
     *
     * @throws IllegalStateException if this is closed
     */
    public synchronized StateView view() {
        if (closed) {
            throw new IllegalStateException("the view was let go of");
        }
        return view;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        release.run();
    }
}
