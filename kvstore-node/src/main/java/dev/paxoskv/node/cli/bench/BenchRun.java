package dev.paxoskv.node.cli.bench;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run: writes the keys if they are needed, warms up, measures, and lets the clients finish. The calling thread only
 * looks once a second; a line about each second goes to {@code progress}.
 */
final class BenchRun {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MAX_LOAD_ERRORS = 1_000;

    private final BenchPlan plan;
    private final ServerProcesses servers;
    private final PrintStream progress;
    private final Measurements measurements = new Measurements();
    private final KeySpace space;

    BenchRun(BenchPlan plan, ServerProcesses servers, PrintStream progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        space = new KeySpace(plan.keys(), plan.valueSize(), plan.seed());
    }

    BenchResult run() throws InterruptedException, IOException {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("bench-clients").factory());
        try (Target target = plan.target().open(plan)) {
            if (plan.load()) {
                writeKeys(target, scheduler);
            }
            return warmUpAndMeasure(target, scheduler);
        } finally {
            scheduler.shutdownNow();
        }
    }

    private void writeKeys(Target target, ScheduledExecutorService scheduler) throws InterruptedException {
        Work work = Work.writeEachKey(plan, space, target);
        LoadClients clients =
                new LoadClients(plan.clients(), work, new Pace(0, System.nanoTime()), measurements, scheduler);
        Histogram written = emptyHistogram();
        while (!clients.await(TICK)) {
            Histogram second = measurements.takeLatencies();
            written.add(second);
            progress.printf(Locale.ROOT, "load     %,d of %,d keys%n", written.getTotalCount(), plan.keys());
            if (measurements.errorCount() > MAX_LOAD_ERRORS) {
                clients.stop();
                throw new CommandFailure(ExitCode.ERROR, "the keys cannot be written: " + measurements.errors());
            }
        }
        measurements.takeLatencies();
        if (measurements.errorCount() > 0) {
            throw new CommandFailure(ExitCode.ERROR, "not all keys could be written: " + measurements.errors());
        }
    }

    private BenchResult warmUpAndMeasure(Target target, ScheduledExecutorService scheduler)
            throws InterruptedException, IOException {
        Pace pace = new Pace(plan.rate(), System.nanoTime());
        LoadClients clients =
                new LoadClients(plan.clients(), Work.random(plan, space, target), pace, measurements, scheduler);
        watch("warm-up", plan.warmUp(), Long.MAX_VALUE, clients);
        pace.restart(System.nanoTime());
        BenchResult result = measure(clients);
        clients.stop();
        if (!clients.await(plan.timeout().plus(TICK))) {
            measurements.failure("no completion after the timeout");
        }
        return new BenchResult(plan, result.seconds(), result.latencies(), measurements.errors(), result.servers());
    }

    private BenchResult measure(LoadClients clients) throws InterruptedException, IOException {
        boolean withServers = servers.isMeasurable();
        double serverCpu = withServers ? servers.cpuSeconds() : 0;
        double ownCpu = withServers ? servers.ownCpuSeconds() : 0;
        long start = System.nanoTime();
        Histogram latencies = watch("measure", plan.measure(), plan.operations(), clients);
        double seconds = (System.nanoTime() - start) / 1e9;
        BenchResult.@Nullable ServerUse use = withServers
                ? new BenchResult.ServerUse(
                        servers.cpuSeconds() - serverCpu, servers.ownCpuSeconds() - ownCpu, servers.memory())
                : null;
        return new BenchResult(plan, seconds, latencies, measurements.errors(), use);
    }

    /** Lets the clients run for {@code length}, or until enough has ended, and returns the latencies of that time. */
    private Histogram watch(String phase, Duration length, long enough, LoadClients clients)
            throws InterruptedException {
        Histogram all = emptyHistogram();
        measurements.takeLatencies();
        long errorsBefore = measurements.errorCount();
        long start = System.nanoTime();
        long end = start + length.toNanos();
        long tick = start;
        long ended = 0;
        while (tick < end && ended < enough) {
            tick = Math.min(tick + TICK.toNanos(), end);
            clients.await(Duration.ofNanos(tick - System.nanoTime()));
            Histogram second = measurements.takeLatencies();
            all.add(second);
            ended = all.getTotalCount() + measurements.errorCount() - errorsBefore;
            report(phase, TimeUnit.NANOSECONDS.toMillis(tick - start) / 1000.0, second);
        }
        return all;
    }

    private void report(String phase, double at, Histogram second) {
        progress.printf(
                Locale.ROOT,
                "%-8s %6.1f s %,9d ops  p50 %.2f ms  p99 %.2f ms  errors %,d%n",
                phase,
                at,
                second.getTotalCount(),
                second.getValueAtPercentile(50) / 1000.0,
                second.getValueAtPercentile(99) / 1000.0,
                measurements.errorCount());
    }

    private static Histogram emptyHistogram() {
        return new Histogram(1, Measurements.MAX_MICROS, Measurements.DIGITS);
    }
}
