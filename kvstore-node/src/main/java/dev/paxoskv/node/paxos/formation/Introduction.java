package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * How a node introduces itself.
 *
 * @param member its member id
 * @param label its label
 * @param list the list that it was started with
 * @param genesis the genesis that it has stored, if it has
 * @param pledgedTo the coordinator that it waits for; nobody if it is none or has stored a genesis
 */
public record Introduction(
        MemberId member, int label, PeerList list, @Nullable Genesis genesis, MemberId pledgedTo) {}
