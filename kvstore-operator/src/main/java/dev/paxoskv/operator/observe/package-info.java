/** From Kubernetes' objects and the nodes' answers to one observation. */
@NullMarked
package dev.paxoskv.operator.observe;

import org.jspecify.annotations.NullMarked;
