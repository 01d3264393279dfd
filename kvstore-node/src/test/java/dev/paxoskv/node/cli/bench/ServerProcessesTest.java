package dev.paxoskv.node.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessesTest {
    @TempDir
    Path proc;

    private void process(String name, String command, long user, long system, long resident, long peak)
            throws IOException {
        Path directory = Files.createDirectory(proc.resolve(name));
        Files.writeString(
                directory.resolve("stat"),
                "%s (%s) S 1 2 3 0 -1 4194560 9 0 0 0 %d %d 77 88 20 0 9 0\n".formatted("42", command, user, system));
        Files.writeString(
                directory.resolve("status"),
                "Name:\t%s\nVmPeak:\t  999 kB\nVmHWM:\t  %d kB\nVmRSS:\t  %d kB\n".formatted(command, peak, resident));
    }

    @Test
    void cpuTimeAndMemoryAreRead() throws IOException {
        process("self", "java", 10, 5, 1, 1);
        process("11", "etcd", 250, 50, 2048, 4096);
        process("12", "a) b (c", 100, 0, 1024, 1024);
        ServerProcesses servers = new ServerProcesses(proc, List.of(11L, 12L));

        assertThat(servers.isMeasurable()).isTrue();
        assertThat(servers.cpuSeconds()).isEqualTo(4.0);
        assertThat(servers.ownCpuSeconds()).isEqualTo(0.15);
        assertThat(servers.memory())
                .containsExactly(
                        new ServerProcesses.Memory(11, 2048, 4096), new ServerProcesses.Memory(12, 1024, 1024));
    }

    @Test
    void withoutProcessesOrWithoutProcNothingIsMeasured() throws IOException {
        assertThat(new ServerProcesses(proc, List.of(11L)).isMeasurable()).isFalse();
        process("self", "java", 0, 0, 0, 0);
        assertThat(new ServerProcesses(proc, List.of()).isMeasurable()).isFalse();
    }
}
