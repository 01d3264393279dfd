package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.Put;
import org.jspecify.annotations.Nullable;

/** What a put needs of the state. */
final class PutRules {

    private PutRules() {}

    /** What the put asks for in vain, given what the key is now; null if nothing. There are no leases to attach to. */
    static @Nullable ErrorCode check(Put put, @Nullable Version present) {
        if (put.lease() != 0) {
            return ErrorCode.LEASE_NOT_FOUND;
        }
        return put.keepsSomething() && present == null ? ErrorCode.KEY_NOT_FOUND : null;
    }
}
