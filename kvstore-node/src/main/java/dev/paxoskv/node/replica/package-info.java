/** The driver of one node: it feeds inputs to the core and carries out the effects in order. */
@NullMarked
package dev.paxoskv.node.replica;

import org.jspecify.annotations.NullMarked;
