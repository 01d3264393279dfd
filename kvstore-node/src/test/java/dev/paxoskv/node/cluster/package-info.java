/** Real node processes on loopback: the fault check of a whole cluster, and what one process does at its start and end. */
@NullMarked
package dev.paxoskv.node.cluster;

import org.jspecify.annotations.NullMarked;
