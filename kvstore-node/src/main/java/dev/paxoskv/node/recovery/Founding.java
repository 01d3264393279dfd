package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;

/** What the order to found a cluster in a directory has led to. */
public sealed interface Founding permits Founded, FoundedBefore {

    /** What the cluster was formed with. */
    Genesis genesis();

    /** Its first member: that of the directory. */
    MemberId member();
}
