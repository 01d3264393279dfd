package dev.paxoskv.node.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run after the other of the packaged program, started by the launcher that people use. What it prints goes to a file.
 * Nothing outlives this JVM. One thread.
 */
final class NodeProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(30);
    private static final String JAVA_OPTIONS = "-Xmx512m -ea:dev.paxoskv...";

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final List<String> command;
    private final Path log;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;

    /**
     * A program that does not run yet.
     *
     * @param arguments of {@code paxoskv}
     * @param log the file for all that it prints, which is added to
     */
    NodeProcess(List<String> arguments, Path log) {
        this(launcher(), arguments, log);
    }

    /** The same with another launcher. */
    NodeProcess(Path launcher, List<String> arguments, Path log) {
        this.command = new ArrayList<>(List.of(launcher.toString()));
        this.command.addAll(arguments);
        this.log = log;
    }

    /** The launcher in this working copy, which the property {@code paxoskv.root} names if it is not the parent directory. */
    private static Path launcher() {
        return Path.of(System.getProperty("paxoskv.root", ".."), "deploy", "local", "paxoskv")
                .toAbsolutePath()
                .normalize();
    }

    /** From the next start on it has this environment variable. */
    NodeProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it, and does not wait for anything. */
    NodeProcess start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PAXOSKV_JAVA_OPTS", JAVA_OPTIONS);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process started = builder.start();
            RUNNING.add(started);
            started.getOutputStream().close();
            process = started;
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL: the process is gone when this returns. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(DEATH_LIMIT);
        }
    }

    /** SIGTERM. */
    void terminate() {
        running().destroy();
    }

    /** SIGSTOP: the process keeps all that it has, and does nothing. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exitCode = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(running().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException("kill -" + name + " ended with exit code " + exitCode);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw stillRuns("SIG" + name, interrupted);
        }
    }

    /** The exit code, once it has ended by itself. */
    int awaitEnd(Duration limit) {
        Process ending = running();
        try {
            if (!ending.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw stillRuns("after " + limit.toSeconds() + " s", null);
            }
        } catch (InterruptedException interrupted) {
            throw stillRuns("when interrupted", interrupted);
        }
        RUNNING.remove(ending);
        return ending.exitValue();
    }

    private IllegalStateException stillRuns(String when, @Nullable Throwable cause) {
        return new IllegalStateException(command + " still runs " + when + "; it printed:\n" + output(), cause);
    }

    /** All that its runs have printed. */
    String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Resident memory in MiB, from Linux' {@code /proc}. */
    long residentMegabytes() {
        Path status = Path.of("/proc", Long.toString(running().pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(command + " was never started");
        }
        return process;
    }

    @Override
    public void close() {
        kill();
    }
}
