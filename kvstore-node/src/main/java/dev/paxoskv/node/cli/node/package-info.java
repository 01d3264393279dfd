/** Starting nodes: one in this process, or a local cluster of processes. */
@NullMarked
package dev.paxoskv.node.cli.node;

import org.jspecify.annotations.NullMarked;
