/** What the operator tells of itself in numbers; the reference is {@code src-docs/reference/operator-metrics.md}. */
@NullMarked
package dev.paxoskv.operator.metrics;

import org.jspecify.annotations.NullMarked;
