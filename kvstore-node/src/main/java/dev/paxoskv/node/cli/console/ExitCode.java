package dev.paxoskv.node.cli.console;

/** The exit codes of every command; `paxoskv --help` lists them, and scripts rely on them. */
public final class ExitCode {
    public static final int OK = 0;
    /** Anything that has no code of its own: a refused request, a failed file, a benchmark that met errors. */
    public static final int ERROR = 1;
    /** The command line itself is wrong; nothing was sent. */
    public static final int USAGE = 2;

    public static final int NOT_FOUND = 3;
    /** A condition did not hold (`--if-revision`, `--if-absent`); nothing was written. */
    public static final int CONFLICT = 4;
    /** No endpoint could serve the request, or it is unknown whether a write was done; the message says which. */
    public static final int UNAVAILABLE = 5;

    private ExitCode() {}
}
