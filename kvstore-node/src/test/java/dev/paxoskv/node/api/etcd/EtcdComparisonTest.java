package dev.paxoskv.node.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests at a real etcd and here: every answer is the same, to the revisions of inner responses and to the
 * texts of errors. Runs where there is an etcd (of 3.5): {@code -Detcd.binary=...}, {@code ETCD_BINARY}, or on the path.
 */
class EtcdComparisonTest {

    @TempDir
    Path directory;

    @TestFactory
    List<DynamicTest> everyAnswerIsEtcds() throws Exception {
        Optional<Path> binary = EtcdProcess.binary();
        assumeTrue(binary.isPresent(), "there is no etcd here to compare with");
        List<Object> requests = EtcdScript.requests();
        List<String> expected;
        try (EtcdProcess etcd = new EtcdProcess(binary.orElseThrow(), directory)) {
            expected = answers(etcd.port, requests);
        }
        List<String> actual;
        try (LocalEtcd local = new LocalEtcd(0)) {
            actual = answers(local.port, requests);
        }
        return IntStream.range(0, requests.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        i + " " + EtcdConnection.shortened(requests.get(i).toString()),
                        () -> assertThat(actual.get(i)).isEqualTo(expected.get(i))))
                .toList();
    }

    private static List<String> answers(int port, List<Object> requests) {
        try (EtcdConnection connection = new EtcdConnection(port)) {
            connection.status();
            return requests.stream().map(connection::answer).toList();
        }
    }
}
