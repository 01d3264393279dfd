/** Races replayed step by step from plain-text files, on the simulator's cluster and under its oracles. */
@NullMarked
package dev.paxoskv.node.scenario;

import org.jspecify.annotations.NullMarked;
