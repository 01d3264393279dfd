/** The naive algorithm, as a subject that breaks: the oracles are worth something only if they object to it. */
@NullMarked
package dev.paxoskv.node.scenario.naive;

import org.jspecify.annotations.NullMarked;
