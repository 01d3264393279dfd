/** The whole operator against an API server: Fabric8's mock, or a real one if {@code KUBECONFIG} names it. */
@NullMarked
package dev.paxoskv.operator.scenario;

import org.jspecify.annotations.NullMarked;
