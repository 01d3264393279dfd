package dev.paxoskv.operator.plan;

/** Something happened that must never happen. */
final class SimFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    SimFailure(String message) {
        super(message);
    }
}
