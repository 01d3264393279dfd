package dev.paxoskv.operator.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many clusters of three that were formed long ago: their resources, pods and claims, and nodes that answer the operator's
 * questions over HTTP, each on a loopback address of its own, always the same.
 */
final class StandingClusters implements AutoCloseable {

    private static final int MEMBERS = 3;

    private final KubernetesClient client;
    private final String namespace;
    private final int network;
    private final List<HttpServer> servers = new ArrayList<>();

    /**
     * None yet.
     *
     * @param network the second part of the nodes' addresses
     */
    StandingClusters(KubernetesClient client, String namespace, int network) {
        this.client = client;
        this.namespace = namespace;
        this.network = network;
    }

    static String name(int cluster) {
        return "c" + cluster;
    }

    void add(int cluster) {
        for (int ordinal = 0; ordinal < MEMBERS; ordinal++) {
            String host = "127." + network + "." + cluster + "." + (ordinal + 1);
            serve(host, cluster, ordinal);
            addClaim(cluster, ordinal);
            addPod(cluster, ordinal, host);
        }
        client.resource("""
            apiVersion: paxoskv.dev/v1alpha1
            kind: PaxosKVCluster
            metadata: {name: %s, namespace: %s}
            spec: {replicas: 3, version: 0.1.0, storage: {size: 1Gi}}
            """.formatted(name(cluster), namespace))
                .inNamespace(namespace)
                .create();
    }

    private static String clusterId(int cluster) {
        return "%016x".formatted(0xc000 + cluster);
    }

    private static String memberId(int cluster, int ordinal) {
        return "%016x".formatted(0xa000 + cluster * 16 + ordinal);
    }

    private static Map<String, String> labels(int cluster) {
        return Map.of("paxoskv.dev/cluster", name(cluster));
    }

    private void addClaim(int cluster, int ordinal) {
        var _ = client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("data-" + name(cluster) + "-" + ordinal)
                        .withNamespace(namespace)
                        .withLabels(labels(cluster))
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void addPod(int cluster, int ordinal, String host) {
        var _ = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name(cluster) + "-" + ordinal)
                        .withNamespace(namespace)
                        .withLabels(labels(cluster))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("paxoskv")
                        .withImage("example.org/paxoskv:0.1.0")
                        .endContainer()
                        .endSpec()
                        .withStatus(new PodStatusBuilder()
                                .withPodIP(host)
                                .addNewCondition()
                                .withType("Ready")
                                .withStatus("True")
                                .endCondition()
                                .build())
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void serve(String host, int cluster, int ordinal) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, 4000), 0);
            server.createContext("/api/v1/admin/status", exchange -> answer(exchange, status(cluster, ordinal)));
            server.createContext("/api/v1/cluster", exchange -> answer(exchange, configuration(cluster, ordinal)));
            server.start();
            servers.add(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String status(int cluster, int ordinal) {
        return """
            {"state":"serving","member_id":"%s","name":"%s-%d","cluster_id":"%s","ready":true,
             "applied_slot":"100","members":[],"version":"0.1.0"}\
            """.formatted(memberId(cluster, ordinal), name(cluster), ordinal, clusterId(cluster));
    }

    private static String configuration(int cluster, int ordinal) {
        String members = IntStream.range(0, MEMBERS)
                .mapToObj(member -> """
                    {"member_id":"%s","name":"%s-%d","role":"voter","progress":{"heard":true,"lag":"0"}}\
                    """.formatted(memberId(cluster, member), name(cluster), member))
                .collect(Collectors.joining(","));
        return """
            {"cluster_id":"%s","member_id":"%s","leader":{"member_id":"%s","name":"%s-0"},"config_epoch":"7",
             "settled":true,"removed":[],"members":[%s]}\
            """.formatted(
                        clusterId(cluster), memberId(cluster, ordinal), memberId(cluster, 0), name(cluster), members);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }
}
