/** Translation between protobuf and the model, the peers' messages and the state machine's commands. */
@NullMarked
package dev.paxoskv.node.codec;

import org.jspecify.annotations.NullMarked;
