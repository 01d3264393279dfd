package dev.paxoskv.node.cli.console;

/** Ends a command with an exit code and a message that tells a person what happened and what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(int exitCode, String message) {
        // A failure that a person can act on needs no stack trace.
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
