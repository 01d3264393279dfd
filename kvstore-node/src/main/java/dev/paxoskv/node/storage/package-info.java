/** The durable ports of a node and what they promise, independent of any engine. */
@NullMarked
package dev.paxoskv.node.storage;

import org.jspecify.annotations.NullMarked;
