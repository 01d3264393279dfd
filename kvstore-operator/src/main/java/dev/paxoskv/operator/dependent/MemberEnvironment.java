package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a member is told who it is: by its pod's name. Whether it belongs to a cluster is on its volume, and nowhere else. */
final class MemberEnvironment {

    private final PaxosKVClusterSpec spec;
    private final String name;
    private final String domain;
    private final String data;

    MemberEnvironment(PaxosKVCluster cluster, String data) {
        this.spec = cluster.getSpec();
        this.name = cluster.getMetadata().getName();
        this.domain = Names.peers(cluster.getMetadata().getName()) + "."
                + cluster.getMetadata().getNamespace() + ".svc";
        this.data = data;
    }

    /** In a fixed order: another one would be another template. */
    List<EnvVar> variables() {
        List<EnvVar> variables = new ArrayList<>();
        variables.add(new EnvVarBuilder()
                .withName("POD_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build());
        variables.add(variable("PAXOSKV_CLUSTER_MODE", "managed"));
        variables.add(variable("PAXOSKV_CLUSTER_SEEDS", seeds()));
        variables.add(variable("PAXOSKV_NAME", "$(POD_NAME)"));
        variables.add(variable("PAXOSKV_DATA", data));
        variables.add(variable("PAXOSKV_PEER_ADDR", address(Names.PEER_PORT)));
        variables.add(variable("PAXOSKV_HTTP_ADDR", address(Names.HTTP_PORT)));
        variables.add(variable("PAXOSKV_GRPC_ADDR", address(Names.GRPC_PORT)));
        variables.add(variable("PAXOSKV_JAVA_OPTS", javaOptions()));
        new TreeMap<>(Objects.requireNonNullElse(spec.config(), Map.<String, String>of()))
                .forEach((key, value) -> variables.add(variable("PAXOSKV_" + name(key), value)));
        if (spec.podTemplate() != null && spec.podTemplate().env() != null) {
            variables.addAll(spec.podTemplate().env());
        }
        return variables;
    }

    /**
     * Where an empty node asks for its cluster: at every pod that there may ever be, since a list of those that there are
     * would change with the members, and restart pods.
     */
    private String seeds() {
        return IntStream.range(0, PaxosKVClusterSpec.MAX_REPLICAS)
                .mapToObj(ordinal -> Names.pod(name, ordinal) + "." + domain + ":" + Names.PEER_PORT)
                .collect(Collectors.joining(","));
    }

    private String address(int port) {
        return "$(POD_NAME)." + domain + ":" + port;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** The rule by which settings get names of environment variables. */
    private static String name(String setting) {
        return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private String javaOptions() {
        List<String> options = Objects.requireNonNullElse(spec.jvmOptions(), List.of());
        boolean sized = options.stream()
                .anyMatch(option -> option.startsWith("-Xmx") || option.startsWith("-XX:MaxRAMPercentage"));
        String given = String.join(" ", options);
        return sized ? given : ("-XX:MaxRAMPercentage=50 " + given).strip();
    }
}
