package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.SnapshotHeader;

/**
 * A cluster of one member that goes on with the state of another cluster.
 *
 * @param genesis what it was formed with
 * @param member its member
 * @param origin what the state is of
 */
public record Founded(Genesis genesis, MemberId member, SnapshotHeader origin) implements Founding {}
