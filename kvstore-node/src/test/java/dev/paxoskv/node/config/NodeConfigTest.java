package dev.paxoskv.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.paxoskv.node.paxos.formation.FormationPlan;
import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    private static final String THREE = """
            [{"data": "d1", "rpc": "localhost:3000", "store": "localhost:4000"},
             {"badger": "d2", "rpc": "localhost:3001", "store": "localhost:4001", "grpc": "localhost:7001"},
             {"data": "d3", "rpc": "b.example:3002"}]""";

    @TempDir
    Path directory;

    @Test
    void nodeThatIsToldNothingIsASingleOne() {
        NodeConfig config = config(Map.of());
        assertThat(config.label()).isEqualTo(1);
        assertThat(config.name()).isEqualTo("n1");
        assertThat(config.engine()).isEqualTo("mvstore");
        assertThat(config.peers()).hasSize(1);
        assertThat(config.peerBind().port()).isEqualTo(3000);
        assertThat(config.httpBind().port()).isEqualTo(4000);
        assertThat(config.grpcBind().port()).isEqualTo(5000);
    }

    @Test
    void servesOnTheAddressThatItIsToListenOn() {
        Map<String, String> settings = new HashMap<>(Map.of("name", "n1", "peer-addr", "n1.example:3000"));
        assertThat(config(settings).peerBind().host()).isEqualTo("0.0.0.0");
        settings.put("listen", "127.0.3.1");
        NodeConfig config = config(settings);
        assertThat(List.of(config.peerBind(), config.httpBind(), config.grpcBind()))
                .extracting(Address::host)
                .containsOnly("127.0.3.1");
        assertThat(config.peers().getFirst().peer()).isEqualTo("n1.example:3000");
        refused(Map.of("listen", " "), "--listen");
    }

    // --- the cluster file ---

    @Test
    void clusterFileNamesTheNodeAndItsPeers() throws IOException {
        NodeConfig config = config(fromFile(THREE, 1));
        assertThat(config.label()).isEqualTo(2);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("d2"));
        assertThat(config.peerBind().port()).isEqualTo(3001);
        assertThat(config.httpBind().port()).isEqualTo(4001);
        assertThat(config.grpcBind().port()).isEqualTo(7001);
        assertThat(config.peers())
                .containsExactly(
                        new ListedPeer(1, "localhost:3000", "localhost:4000", "localhost:5000"),
                        new ListedPeer(2, "localhost:3001", "localhost:4001", "localhost:7001"),
                        new ListedPeer(3, "b.example:3002", "b.example:4002", "b.example:5002"));
    }

    @Test
    void flagsMoveWhatAClusterFileNames() throws IOException {
        Map<String, String> settings = fromFile(THREE, 0);
        settings.put("data", "elsewhere");
        settings.put("http-addr", "localhost:8080");
        NodeConfig config = config(settings);
        assertThat(config.dataDirectory()).isEqualTo(Path.of("elsewhere"));
        assertThat(config.httpBind().port()).isEqualTo(8080);
        assertThat(config.peers().getFirst().http()).isEqualTo("localhost:8080");
    }

    @Test
    void clusterFileThatIsNoneIsRefused() throws IOException {
        refused(fromFile("", 0), "cluster file");
        refused(fromFile("[", 0), "not JSON");
        refused(fromFile("{}", 0), "not a list");
        refused(fromFile("[]", 0), "not a list");
        refused(fromFile("[1]", 0), "index 0");
        refused(fromFile(THREE + "x", 0), "not JSON");
    }

    @Test
    void indexOutsideTheFileIsRefused() throws IOException {
        refused(fromFile(THREE, 3), "0 to 2", "not 3");
        refused(fromFile(THREE, -1), "0 to 2", "not -1");
        Map<String, String> without = fromFile(THREE, 0);
        without.remove("index");
        refused(without, "--index");
        refused(Map.of("index", "0"), "cluster file");
    }

    @Test
    void clusterFileThatCannotBeReadIsRefused() {
        refused(
                Map.of("cluster-file", directory.resolve("none.json").toString(), "index", "0"),
                "none.json",
                "cannot be read");
        refused(Map.of("cluster-file", directory.toString(), "index", "0"), "cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'rpc': 'a:3000'}                                    | data",
                "{'data': 'd'}                                        | rpc",
                "{'data': '', 'rpc': 'a:3000'}                        | data",
                "{'data': 7, 'rpc': 'a:3000'}                         | data",
                "{'data': 'd', 'badger': 'd', 'rpc': 'a:3000'}        | badger",
                "{'data': 'd', 'rpc': 'a:3000', 'htpp': 'a:4000'}     | htpp",
                "{'data': 'd', 'rpc': 'a'}                            | host:port",
                "{'data': 'd', 'rpc': 'a:'}                           | rpc",
                "{'data': 'd', 'rpc': 'a:x'}                          | rpc",
                "{'data': 'd', 'rpc': 'a:0'}                          | 65535",
                "{'data': 'd', 'rpc': 'a:65536'}                      | 65535",
                "{'data': 'd', 'rpc': 'a:64000'}                      | name it",
                "{'data': 'd', 'rpc': 'a:3000', 'store': 'b:3000'}    | twice",
                "{'data': 'd', 'rpc': 'http://a:3000'}                | host:port",
            })
    void lineThatIsWrongIsRefused(String line, String part) throws IOException {
        refused(fromFile("[" + line.replace('\'', '"') + "]", 0), part);
    }

    @Test
    void addressOfTwoNodesIsRefused() throws IOException {
        refused(
                fromFile("[{\"data\": \"d\", \"rpc\": \"a:3000\"}, {\"data\": \"e\", \"rpc\": \"a:3000\"}]", 0),
                "a:3000",
                "twice");
    }

    // --- flags ---

    @Test
    void flagsNameTheNodeAndItsPeersByTheirClientPorts() {
        NodeConfig config = config(Map.of("id", "1", "addr", ":5001", "peers", "2=localhost:5002,3=localhost:5003"));
        assertThat(config.label()).isEqualTo(1);
        assertThat(config.peerBind().port()).isEqualTo(3001);
        assertThat(config.httpBind().port()).isEqualTo(4001);
        assertThat(config.grpcBind().port()).isEqualTo(5001);
        assertThat(config.peers())
                .containsExactly(
                        new ListedPeer(1, ":3001", ":4001", ":5001"),
                        new ListedPeer(2, "localhost:3002", "localhost:4002", "localhost:5002"),
                        new ListedPeer(3, "localhost:3003", "localhost:4003", "localhost:5003"));
    }

    @Test
    void eachPortCanBeSet() {
        NodeConfig config = config(
                Map.of("id", "4", "addr", ":5001", "peer-addr", ":9001", "http-addr", ":9002", "grpc-addr", ":9003"));
        assertThat(config.peerBind().port()).isEqualTo(9001);
        assertThat(config.httpBind().port()).isEqualTo(9002);
        assertThat(config.grpcBind().port()).isEqualTo(9003);
    }

    @Test
    void allInterfacesAreNoHostThatPeersCouldUse() {
        NodeConfig config = config(Map.of("id", "1", "addr", "0.0.0.0:5001", "peers", "2=b:5002"));
        assertThat(config.peers().getFirst().peer()).isEqualTo(":3001");
        assertThat(config.peerBind().host()).isEqualTo("0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2",
                "2=",
                "=b:5002",
                "x=b:5002",
                "2=b",
                "2=b:x",
                "2=b:99999",
                "2=:5002",
                "2=b:5002,2=c:5002",
                "1=b:5002",
                "2=b:5002,3=b:5002",
                "0=b:5002",
                "2=b:1500",
                "99999999999=b:5002"
            })
    void peersThatAreWrongAreRefused(String peers) {
        refused(Map.of("id", "1", "addr", ":5001", "peers", peers), "");
    }

    @Test
    void flagsThatContradictOrMissEachOtherAreRefused() throws IOException {
        refused(Map.of("addr", ":5001"), "--id");
        refused(Map.of("peers", "2=b:5002"), "--id");
        refused(Map.of("id", "1"), "--addr");
        refused(Map.of("id", "0", "addr", ":5001"), "1 or more");
        refused(Map.of("id", "1", "addr", ":1500"), "name it");
        refused(Map.of("id", "1", "addr", ":5001", "http-addr", "localhost:5001"), "5001");
        refused(Map.of("id", "1", "addr", ":5001", "http-addr", ":5001"), "5001", "twice");
        Map<String, String> both = fromFile(THREE, 0);
        both.put("id", "1");
        refused(both, "not both");
    }

    // --- how it gets a cluster ---

    @Test
    void nodeFormsAClusterUnlessItIsToldOtherwise() throws IOException {
        FormationPlan plan = config(fromFile(THREE, 1)).formation();
        assertThat(plan.mode()).isEqualTo(Mode.STATIC);
        assertThat(plan.name()).isEqualTo("n2");
        assertThat(plan.seeds()).isEmpty();
    }

    @Test
    void nodeThatJoinsAsksItsSeedsAndTheNodesThatItWasToldOf() throws IOException {
        Map<String, String> listed = fromFile(THREE, 2);
        listed.put("cluster.mode", "join");
        assertThat(config(listed).formation().list().peers()).hasSize(3);

        NodeConfig named = config(
                Map.of("cluster.mode", "join", "name", "n4", "cluster.seeds", "a:3000, b:3001", "peer-addr", "d:3004"));
        assertThat(named.formation().seeds()).containsExactly("a:3000", "b:3001");
        assertThat(named.name()).isEqualTo("n4");
        assertThat(named.dataDirectory()).isEqualTo(Path.of("data", "n4"));
        assertThat(named.peers()).containsExactly(new ListedPeer(1, "d:3004", "d:4004", "d:5004"));
    }

    @Test
    void managedNodeNeedsNobodyToAsk() {
        FormationPlan plan =
                config(Map.of("cluster.mode", "managed", "name", "pod-0")).formation();
        assertThat(plan.mode()).isEqualTo(Mode.MANAGED);
        assertThat(plan.seeds()).isEmpty();
    }

    @Test
    void planThatCannotWorkIsRefused() {
        refused(Map.of("cluster.mode", "both"), "static, join or managed", "both");
        refused(Map.of("cluster.mode", "join", "name", "n4"), "seeds");
        refused(Map.of("cluster.mode", "join", "cluster.seeds", "a:3000"), "--name");
        refused(Map.of("cluster.mode", "managed"), "--name");
        refused(Map.of("cluster.mode", "join", "name", "n4", "cluster.seeds", ":3000"), "host:3000");
        refused(Map.of("cluster.mode", "join", "name", "n4", "cluster.seeds", "a"), "seed is not host:port");
        refused(Map.of("cluster.mode", "join", "name", "n4", "cluster.seeds", "a:1,".repeat(65)), "65 seeds");
        refused(Map.of("name", "n 4"), "n 4");
        refused(Map.of("name", "-n"), "-n");
        refused(Map.of("name", "n".repeat(64)), "at most 63");
        refused(Map.of("alpha", "0"), "alpha");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        refused(Map.of("storage.segment-bytes", "5"), "segment");
        refused(Map.of("storage.cache-megabytes", "0"), "cache");
        refused(Map.of("protocol.heartbeat-ticks", "0"), "tick");
    }

    private Map<String, String> fromFile(String content, int index) throws IOException {
        Path file = Files.writeString(directory.resolve("cluster.json"), content);
        return new HashMap<>(Map.of("cluster-file", file.toString(), "index", Integer.toString(index)));
    }

    private static NodeConfig config(Map<String, String> settings) {
        Map<String, String> named = new HashMap<>();
        settings.forEach((name, value) -> named.put("paxoskv." + name, value));
        return NodeConfig.of(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(named, "test", 100))
                .addDiscoveredConverters()
                .withMapping(NodeSettings.class)
                .build()
                .getConfigMapping(NodeSettings.class));
    }

    private static void refused(Map<String, String> settings, String... parts) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> config(settings))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(List.of(parts)));
    }
}
