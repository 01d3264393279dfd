/** The pure decision: from what was observed of a cluster to the one thing to do next. Knows no Kubernetes and no clock. */
@NullMarked
package dev.paxoskv.operator.plan;

import org.jspecify.annotations.NullMarked;
