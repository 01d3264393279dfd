package dev.paxoskv.node.cli.console;

/** The exit codes of every command; `paxoskv --help` lists them, and scripts rely on them. */
public final class ExitCode {
    public static final int OK = 0;
    /** Anything that has no code of its own: a refused request, a failed file, a benchmark that met errors. */
    public static final int ERROR = 1;
    /** The command line itself is wrong; nothing was sent. */
    public static final int USAGE = 2;

    /** There is no such key or member. */
    public static final int NOT_FOUND = 3;
    /** A condition did not hold (`--if-revision`, `--if-absent`, `--expected-epoch`), or the cluster refused a change. */
    public static final int CONFLICT = 4;
    /** No endpoint could serve the request, it is unknown whether it was done, or waiting took too long; the message tells. */
    public static final int UNAVAILABLE = 5;

    private ExitCode() {}
}
