/** Carries out what was planned, once, with the fences that make late and repeated attempts harmless. */
@NullMarked
package dev.paxoskv.operator.act;

import org.jspecify.annotations.NullMarked;
