package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for the cluster, with a line on the error stream whenever there is something new to say. One thread. */
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Console console;
    private final long end;
    private String last = "";

    Waiting(Console console, Duration patience) {
        this.console = console;
        this.end = System.nanoTime() + patience.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /** Tells what is waited for, once, and lets a moment pass. */
    void pause(String what) {
        say(what);
        try {
            TimeUnit.NANOSECONDS.sleep(Math.clamp(end - System.nanoTime(), 1, PAUSE.toNanos()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.UNAVAILABLE, "interrupted while waiting: " + what);
        }
    }

    void say(String what) {
        if (!what.equals(last)) {
            last = what;
            console.err().println(what);
        }
    }
}
