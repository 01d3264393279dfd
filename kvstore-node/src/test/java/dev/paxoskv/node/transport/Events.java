package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.MemberId;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a transport tells. */
final class Events implements TransportListener {
    private final BlockingQueue<String> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> disconnections = new LinkedBlockingQueue<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long messagesSent;
    private long framesSent;

    @Override
    public synchronized void sent(MemberId to, int messages, long bytes) {
        messagesSent += messages;
        framesSent++;
    }

    @Override
    public synchronized void dropped(MemberId to, Drop reason, int messages) {
        dropped.merge(reason, (long) messages, Long::sum);
    }

    /** Ends from before do not count any more: of a peer that was not ready yet, for one. */
    @Override
    public void connected(MemberId to) {
        disconnections.clear();
        connections.add(to.toString());
    }

    @Override
    public void disconnected(MemberId to, String reason) {
        disconnections.add(reason);
    }

    synchronized long messagesSent() {
        return messagesSent;
    }

    synchronized long framesSent() {
        return framesSent;
    }

    synchronized long dropped(Drop reason) {
        return dropped.getOrDefault(reason, 0L);
    }

    void awaitConnected() throws InterruptedException {
        next(connections);
    }

    /** Why the next stream, or attempt at one, ended. */
    String awaitDisconnected() throws InterruptedException {
        return next(disconnections);
    }

    /** Waits for an end whose reason has this in it. */
    void awaitDisconnected(String part) throws InterruptedException {
        long end = System.nanoTime() + TestNode.PATIENCE.toNanos();
        String reason = awaitDisconnected();
        while (!reason.contains(part)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no end because of \"" + part + "\"; the last: " + reason);
            }
            reason = awaitDisconnected();
        }
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("it did not happen");
        }
        return next;
    }
}
