package dev.paxoskv.node.architecture.broken.statemachine;

import com.google.protobuf.ByteString;

/** Breaks the table: protobuf in the state machine. */
final class StateThatKnowsTheWire {
    int size(ByteString key) {
        return key.size();
    }
}
