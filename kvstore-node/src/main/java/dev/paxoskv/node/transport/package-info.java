/** How peers talk: gRPC streams with bounded queues, reconnection and a handshake. */
@NullMarked
package dev.paxoskv.node.transport;

import org.jspecify.annotations.NullMarked;
