package dev.paxoskv.node.cli.bench;

import java.util.SplittableRandom;

/** Which operations a run is made of. */
enum Workload {
    PUT,
    GET,
    /** Nine linearizable gets to one put. */
    MIX,
    /** Gets that the asked node answers from what it knows. */
    SERIALIZABLE_GET;

    private static final int PUTS_OF_TEN = 1;

    Operation next(SplittableRandom random) {
        return switch (this) {
            case PUT -> Operation.PUT;
            case GET -> Operation.GET;
            case MIX -> random.nextInt(10) < PUTS_OF_TEN ? Operation.PUT : Operation.GET;
            case SERIALIZABLE_GET -> Operation.SERIALIZABLE_GET;
        };
    }

    /** Reads miss in an empty store, so the keys have to be written first. */
    boolean needsKeys() {
        return this != PUT;
    }
}
