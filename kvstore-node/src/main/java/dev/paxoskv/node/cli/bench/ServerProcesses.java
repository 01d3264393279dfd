package dev.paxoskv.node.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * CPU time and memory of the servers' processes, read from Linux' {@code /proc}: {@code stat} counts the time of all
 * threads in ticks of 10 ms, {@code status} names the resident memory now and at its peak.
 */
final class ServerProcesses {
    private static final double TICKS_PER_SECOND = 100;
    /** Position of utime and stime among the fields behind the command's name (proc(5), fields 14 and 15). */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private final Path proc;
    private final List<Long> pids;

    ServerProcesses(Path proc, List<Long> pids) {
        this.proc = proc;
        this.pids = pids;
    }

    /** True where there is something to measure: processes were named, and this is a Linux. */
    boolean isMeasurable() {
        return !pids.isEmpty() && Files.isReadable(proc.resolve("self/stat"));
    }

    /** CPU seconds, user and system, that all the processes have used since their start. */
    double cpuSeconds() throws IOException {
        double seconds = 0;
        for (long pid : pids) {
            seconds += cpuSeconds(proc.resolve(Long.toString(pid)));
        }
        return seconds;
    }

    /** CPU seconds of this process. */
    double ownCpuSeconds() throws IOException {
        return cpuSeconds(proc.resolve("self"));
    }

    List<Memory> memory() throws IOException {
        List<Memory> all = new ArrayList<>();
        for (long pid : pids) {
            Path status = proc.resolve(Long.toString(pid)).resolve("status");
            all.add(new Memory(pid, kibibytes(status, "VmRSS:"), kibibytes(status, "VmHWM:")));
        }
        return all;
    }

    /** The command's name stands in parentheses and may hold anything, so the fields are counted from its end. */
    private static double cpuSeconds(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    private static long kibibytes(Path status, String label) throws IOException {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(label))
                    .map(line -> line.substring(label.length())
                            .toLowerCase(Locale.ROOT)
                            .replace("kb", "")
                            .strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Resident memory of a process in KiB. */
    record Memory(long pid, long currentKib, long peakKib) {}
}
