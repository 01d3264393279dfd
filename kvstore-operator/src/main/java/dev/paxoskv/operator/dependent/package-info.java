/** The objects that the operator keeps for a cluster: how each looks, and when it is applied. */
@NullMarked
package dev.paxoskv.operator.dependent;

import org.jspecify.annotations.NullMarked;
