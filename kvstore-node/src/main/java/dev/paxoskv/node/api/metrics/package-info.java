/** Counts and times of the requests that clients make, the same for every interface. */
@NullMarked
package dev.paxoskv.node.api.metrics;

import org.jspecify.annotations.NullMarked;
