package dev.paxoskv.node.runtime;

import dev.paxoskv.node.config.ConfigException;
import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.stream.Collectors;

/** Compares what a node is started with to the cluster that its data directory belongs to. */
final class GenesisCheck {
    private GenesisCheck() {}

    /**
     * Checks that the listed nodes are the cluster's members, at the same peer addresses, and that this node is the one that the
     * directory belongs to.
     *
     * @throws ConfigException if not
     */
    static void check(NodeConfig config, MemberId self, Genesis genesis) {
        List<Member> members = genesis.configuration().members();
        boolean same = members.size() == config.peers().size()
                && config.peers().stream().allMatch(listed -> members.stream().anyMatch(each -> isSame(listed, each)))
                && members.stream()
                        .anyMatch(each -> each.id().equals(self) && each.name().equals(config.name()));
        if (!same) {
            throw new ConfigException("the data directory " + config.dataDirectory() + " belongs to "
                    + nameOf(self, members) + " of cluster " + genesis.cluster() + " with "
                    + members.stream().map(GenesisCheck::text).collect(Collectors.joining(", "))
                    + ", but this is " + config.name() + " of "
                    + config.peers().stream().map(GenesisCheck::text).collect(Collectors.joining(", "))
                    + ". Start it as what it was formed as, or with another data directory; nothing was changed");
        }
    }

    /** What clients use may be moved; what identifies a node and lets its peers reach it may not. */
    private static boolean isSame(ListedPeer listed, Member member) {
        return member.name().equals(listed.name()) && isSame(listed.peer(), member.peerAddress());
    }

    /** A node that does not know its own host leaves it out; the others' lists had it. */
    private static boolean isSame(String listed, String known) {
        return ListedPeer.host(listed).isEmpty()
                ? ListedPeer.port(listed).equals(ListedPeer.port(known))
                : listed.equals(known)
                        || (ListedPeer.host(known).isEmpty()
                                && ListedPeer.port(listed).equals(ListedPeer.port(known)));
    }

    private static String nameOf(MemberId self, List<Member> members) {
        return members.stream()
                .filter(each -> each.id().equals(self))
                .map(Member::name)
                .findFirst()
                .orElse("nobody");
    }

    private static String text(Member member) {
        return member.name() + " at " + member.peerAddress();
    }

    private static String text(ListedPeer listed) {
        return listed.name() + " at " + listed.peer();
    }
}
