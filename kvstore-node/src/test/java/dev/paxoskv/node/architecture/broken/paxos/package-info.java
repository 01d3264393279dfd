/** Breaks the rules for pure packages on purpose, one class per rule. */
@NullMarked
package dev.paxoskv.node.architecture.broken.paxos;

import org.jspecify.annotations.NullMarked;
