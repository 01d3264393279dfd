/** What members of a cluster say to each other, as immutable records. */
@NullMarked
package dev.paxoskv.node.paxos.message;

import org.jspecify.annotations.NullMarked;
