package dev.paxoskv.node.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes. Results go to {@code out}, as bytes or as UTF-8 text; progress and errors go to
 * {@code err}. Given from outside, so that a test runs a command without a process.
 */
public record Console(InputStream in, PrintStream out, PrintStream err) {

    /** The streams of this process; text is UTF-8 whatever the locale. Its user flushes {@code out} before exit. */
    public static Console ofProcess() {
        return new Console(
                System.in, new PrintStream(System.out, false, UTF_8), new PrintStream(System.err, true, UTF_8));
    }
}
