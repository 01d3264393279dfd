/** Pure rules for forming a cluster from a static list: who makes the genesis, who pulls it, and who must not vote. */
@NullMarked
package dev.paxoskv.node.paxos.formation;

import org.jspecify.annotations.NullMarked;
