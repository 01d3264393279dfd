package dev.paxoskv.node.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole short runs against servers in this process; what they count is checked, never how fast they are. */
class BenchCommandTest {
    private static final int KEYS = 50;

    private static CommandLineRun bench(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("bench", "--warmup", "0", "--seconds", "600", "--operations", "20", "--timeout", "300"));
        all.addAll(List.of("--clients", "4", "--keys", Integer.toString(KEYS)));
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    private static JsonNode json(CommandLineRun run) throws Exception {
        return new ObjectMapper().readTree(run.output());
    }

    @Test
    void putsReachEtcdAndAreCounted() throws Exception {
        try (FakeEtcd etcd = new FakeEtcd()) {
            CommandLineRun run = bench("--endpoints", etcd.endpoint(), "--value-size", "100", "-o", "json");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
            long counted = json(run).path("operations").asLong();
            assertThat(counted).isPositive().isLessThanOrEqualTo(etcd.puts.sum());
            assertThat(etcd.data.size()).isPositive().isLessThanOrEqualTo(KEYS);
            assertThat(etcd.data.values()).allMatch(value -> value.size() == 100);
            assertThat(etcd.linearizableReads.sum()).isZero();
            assertThat(run.errors()).contains("measure     1.0 s");
        }
    }

    @Test
    void aReadingWorkloadWritesEveryKeyFirst() {
        try (FakeEtcd etcd = new FakeEtcd()) {
            CommandLineRun run = bench("--workload", "serializable-get", "--endpoints", etcd.endpoint());

            assertThat(run.exitCode()).as(run.errors() + run.text()).isEqualTo(ExitCode.OK);
            assertThat(etcd.data).hasSize(KEYS);
            assertThat(etcd.serializableReads.sum()).isPositive();
            assertThat(etcd.linearizableReads.sum()).isZero();
        }
    }

    @Test
    void aMissingKeyIsAnError() throws Exception {
        try (FakeEtcd etcd = new FakeEtcd()) {
            CommandLineRun run =
                    bench("--workload", "get", "--skip-load", "--endpoints", etcd.endpoint(), "-o", "json");

            assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
            assertThat(json(run).path("errors_by_kind").path("key is missing").asLong())
                    .isPositive();
            assertThat(json(run).path("operations").asLong()).isZero();
        }
    }

    @Test
    void refusalsAreCountedByTheirReason() throws Exception {
        try (FakeEtcd etcd = new FakeEtcd()) {
            etcd.refusing = true;
            CommandLineRun run = bench("--endpoints", etcd.endpoint(), "-o", "json");

            assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
            assertThat(json(run).path("errors_by_kind").fieldNames())
                    .toIterable()
                    .containsExactly("UNAVAILABLE: etcdserver: no leader");
        }
    }

    @Test
    void keysThatCannotBeWrittenEndTheRun() {
        try (FakeEtcd etcd = new FakeEtcd()) {
            etcd.refusing = true;
            CommandLineRun run = bench("--workload", "get", "--endpoints", etcd.endpoint());

            assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
            assertThat(run.errors()).contains("keys could be written", "no leader");
            assertThat(etcd.linearizableReads.sum()).isZero();
        }
    }

    @Test
    void anOpenLoopKeepsItsRate() throws Exception {
        try (FakeEtcd etcd = new FakeEtcd()) {
            long start = System.nanoTime();
            CommandLineRun run = bench("--rate", "50", "--endpoints", etcd.endpoint(), "-o", "json");
            double seconds = (System.nanoTime() - start) / 1e9;

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
            // One more is due at once; and the end of the empty warm-up begins the schedule anew.
            assertThat((double) etcd.puts.sum()).isPositive().isLessThanOrEqualTo(50 * seconds + 2);
        }
    }

    @Test
    void restIsMeasuredToo() throws Exception {
        try (FakeNode node = new FakeNode()) {
            CommandLineRun run =
                    bench("--target", "rest", "--workload", "mix", "--endpoints", node.url(), "-o", "json");

            assertThat(run.exitCode()).as(run.errors() + run.text()).isEqualTo(ExitCode.OK);
            assertThat(json(run).path("operations").asLong()).isPositive();
            assertThat(node.requests())
                    .contains("PUT /api/v1/kv/bench%2F0000000000")
                    .anyMatch(request -> request.startsWith("GET /api/v1/kv/bench%2F"));
        }
    }

    @Test
    void theJsonGatewayIsSpokenInItsDialect() {
        EtcdJsonDialect dialect = new EtcdJsonDialect();

        HttpDialect.Request put = dialect.request(Operation.PUT, new byte[] {'k'}, new byte[] {(byte) 0xff});

        assertThat(put.uri()).isEqualTo("/v3/kv/put");
        assertThat(put.body().toString()).isEqualTo("{\"key\":\"aw==\",\"value\":\"/w==\"}");
        assertThat(dialect.errorIn(Operation.GET, 200, Buffer.buffer("{\"header\":{}}")))
                .isEqualTo("key is missing");
        assertThat(dialect.errorIn(Operation.GET, 503, Buffer.buffer())).isEqualTo("HTTP 503");
    }

    @Test
    void aServerThatIsNotThereIsAnErrorOfItsOwnKind() {
        String address;
        try (FakeNode gone = new FakeNode()) {
            address = gone.url();
        }
        CommandLineRun run = bench("--target", "rest", "--endpoints", address);

        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.text()).contains("x cannot connect");
    }
}
