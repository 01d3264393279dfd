/** The deterministic simulator: a whole cluster with its clients, disks and network in one thread, from one seed. */
@NullMarked
package dev.paxoskv.node.simulation;

import org.jspecify.annotations.NullMarked;
