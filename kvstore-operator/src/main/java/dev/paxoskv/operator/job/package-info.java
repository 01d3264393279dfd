/** Jobs that run one of the node's own commands, and what became of them. */
@NullMarked
package dev.paxoskv.operator.job;

import org.jspecify.annotations.NullMarked;
