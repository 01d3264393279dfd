/** The load generator: many clients over few connections, latency percentiles, the servers' CPU and memory. */
@NullMarked
package dev.paxoskv.node.cli.bench;

import org.jspecify.annotations.NullMarked;
