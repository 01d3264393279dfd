package dev.paxoskv.node.runtime;

import dev.paxoskv.node.config.ConfigException;
import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Compares what a node is started with to the member that its data directory belongs to. Who it is has to match: a
 * directory that is mixed up with another's is found here. The list of nodes does not: members come and go, so once a
 * node has a cluster the list is only a choice of addresses to ask.
 */
final class IdentityCheck {
    private static final Logger LOG = Logger.getLogger(IdentityCheck.class);

    private IdentityCheck() {}

    /**
     * Checks the name, and warns where the node has moved and the cluster does not know it.
     *
     * @param latest the newest configuration in the data directory; it may not have the member yet
     * @throws ConfigException if the directory belongs to a member of another name
     */
    static void check(NodeConfig config, MemberId self, Genesis genesis, Configuration latest) {
        Optional<Member> listed = latest.member(self);
        if (listed.isEmpty()) {
            return;
        }
        String name = listed.get().name();
        if (!name.equals(config.name())) {
            throw new ConfigException("the data directory " + config.dataDirectory() + " belongs to " + name
                    + " of cluster " + genesis.cluster() + ", but this is " + config.name()
                    + ". Start it as what it is (--name " + name + "), or with another data directory; nothing was"
                    + " changed");
        }
        String own = config.formation().own().peer();
        if (!isSame(own, listed.get().peerAddress())) {
            LOG.warnf(
                    "%s listens for its peers at %s, but its cluster knows it at %s: they reach it only if both lead here",
                    name, own, listed.get().peerAddress());
        }
    }

    /** A node that does not know its own host leaves it out; the others' lists had it. */
    private static boolean isSame(String own, String known) {
        return ListedPeer.host(own).isEmpty() ? ListedPeer.port(own).equals(ListedPeer.port(known)) : own.equals(known);
    }
}
