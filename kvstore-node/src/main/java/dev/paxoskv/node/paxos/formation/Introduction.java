package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node introduces itself.
 *
 * @param member its member id
 * @param name its name
 * @param label its label
 * @param list the list that it was started with
 * @param membership what it knows of its cluster, if it has one
 * @param pledgedTo the coordinator that it waits for; nobody if it is none or has stored a genesis
 */
public record Introduction(
        MemberId member,
        String name,
        int label,
        PeerList list,
        @Nullable Membership membership,
        MemberId pledgedTo) {

    /**
     * A cluster, as one of its members knows it.
     *
     * @param genesis the genesis that it has stored
     * @param latest the newest configuration that it knows to be chosen
     */
    public record Membership(Genesis genesis, Configuration latest) {

        /** A cluster that was just formed. */
        public static Membership of(Genesis genesis) {
            return new Membership(genesis, genesis.configuration());
        }

        /** The same cluster, with this configuration if it is newer. */
        Membership with(Configuration configuration) {
            return configuration.epoch() > latest.epoch() ? new Membership(genesis, configuration) : this;
        }
    }

    /** The same node for one who must not take it for a coordinator: it only wants to know. */
    public Introduction asStranger() {
        return new Introduction(member, name, 0, list, membership, pledgedTo);
    }

    /** Where it says it is reached: its own line of the list. */
    public Optional<ListedPeer> line() {
        return list.line(label);
    }
}
