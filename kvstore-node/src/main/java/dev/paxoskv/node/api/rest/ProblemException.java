package dev.paxoskv.node.api.rest;

/** A request that is answered with a problem. Carries no stack trace: it is an answer, not a defect. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
