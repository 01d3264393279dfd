/** The consensus core: a pure function from input to effects, free of clocks, threads, disks and networks. */
@NullMarked
package dev.paxoskv.node.paxos;

import org.jspecify.annotations.NullMarked;
