/** Assembles a node from its configuration, and starts and stops its parts in order. */
@NullMarked
package dev.paxoskv.node.runtime;

import org.jspecify.annotations.NullMarked;
