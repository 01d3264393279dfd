package dev.paxoskv.node.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The nodes that clients use at the moment, as a load balancer keeps them. Any thread. */
final class Fleet {
    private final List<Member> nodes = new ArrayList<>();
    private final Map<Member, Integer> underWay = new HashMap<>();
    private int turn;

    synchronized void add(Member node) {
        nodes.add(node);
    }

    /** Has one of the nodes, in turns, do something. */
    <T> T with(Function<Member, T> request) {
        Member node = take();
        try {
            return request.apply(node);
        } finally {
            giveBack(node);
        }
    }

    private synchronized Member take() {
        Member node = nodes.get(turn++ % nodes.size());
        underWay.merge(node, 1, Integer::sum);
        return node;
    }

    private synchronized void giveBack(Member node) {
        underWay.merge(node, -1, Integer::sum);
    }

    /** Gives this node nothing more to do, and waits until it has answered what it has. */
    void drain(Member node) {
        synchronized (this) {
            nodes.remove(node);
        }
        Await.until("requests at " + node.name() + " have ended", TestCluster.PATIENCE, () -> isIdle(node));
    }

    private synchronized boolean isIdle(Member node) {
        return underWay.getOrDefault(node, 0) == 0;
    }
}
