package dev.paxoskv.node.codec;

import com.google.protobuf.Message;

/** Refuses what protobuf would pass over in silence. */
final class Known {
    private Known() {}

    /** Holds a part of a log command to the fields that this build knows. */
    static void require(Message part, String name) {
        if (part.getUnknownFields().getSerializedSize() > 0) {
            throw new UnknownCommandException("A " + name + " with fields that this build does not know: "
                    + part.getUnknownFields().asMap().keySet());
        }
    }

    /** The exception for an enum value that this build does not know. */
    static UnknownCommandException value(String name) {
        return new UnknownCommandException("A log command with a " + name + " that this build does not know");
    }
}
