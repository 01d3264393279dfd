/** The operator: the reconciler of {@code PaxosKVCluster} resources and what wires it together. */
@NullMarked
package dev.paxoskv.operator;

import org.jspecify.annotations.NullMarked;
