/** The replicated state: a deterministic multi-version key-value store that applies chosen commands. */
@NullMarked
package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.NullMarked;
