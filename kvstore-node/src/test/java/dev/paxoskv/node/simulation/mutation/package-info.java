/** Defects put into the core on purpose, to show that the simulator finds each of them. */
@NullMarked
package dev.paxoskv.node.simulation.mutation;

import org.jspecify.annotations.NullMarked;
