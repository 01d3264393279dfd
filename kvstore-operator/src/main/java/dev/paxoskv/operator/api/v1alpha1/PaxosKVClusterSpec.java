package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the user wants. Absent fields are null; the defaults that are not in the schema are the operator's. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.bootstrap) == has(oldSelf.bootstrap) && (!has(self.bootstrap) || self.bootstrap =="
                + " oldSelf.bootstrap)",
        message = "bootstrap says how the cluster is formed, once; it cannot be changed afterwards")
public record PaxosKVClusterSpec(
        @JsonPropertyDescription(
                "How many members the cluster has: 1, 3, 5, 7 or 9. Of 2f+1 members f may fail. Change it at"
                        + " any time, also with kubectl scale; members are added and removed one at a time.")
        @Min(1) @Max(PaxosKVClusterSpec.MAX_REPLICAS) @Default("3")
        @SpecReplicas
        @PrinterColumn(name = "Replicas")
        @ValidationRule(
                value = "self % 2 == 1",
                message = "replicas must be odd: an even number tolerates no more failures than the odd one below it")
        @Nullable Integer replicas,

        @JsonPropertyDescription(
                "The version of PaxosKV that the members run, and the tag of the image: MAJOR.MINOR.PATCH."
                        + " Raise it by one minor version at a time.")
        @Required
        @Size(max = 63) @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$") String version,

        @JsonPropertyDescription("Where the image of the members comes from.") @Nullable ImageSpec image,

        @JsonPropertyDescription("The volume that each member keeps its data on.") @Required
        StorageSpec storage,

        @JsonPropertyDescription("How the members are restarted after a change of what they run.") @Nullable UpdateStrategySpec updateStrategy,

        @JsonPropertyDescription(
                "Restarts all the members, one after the other, when it is set to another time (RFC 3339).")
        @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$") @Nullable String restartedAt,

        @JsonPropertyDescription("Whether members whose volume is out of reach are replaced without being asked.")
        @Nullable ReplacementSpec replacement,

        @JsonPropertyDescription(
                "Goes on from one survivor when the majority of the members is lost for good. It loses what"
                        + " the survivor had not received, so it has to be acknowledged.")
        @Nullable RecoverySpec recovery,

        @JsonPropertyDescription("CPU and memory of a member. Without it a member asks for half a CPU and 1 GiB.")
        @Nullable ResourceRequirements resources,

        @JsonPropertyDescription(
                "Options of the members' Java virtual machines, for example -Xmx2g. Without a heap option"
                        + " half of the memory limit becomes the heap.")
        @Size(max = 50) @Nullable List<String> jvmOptions,

        @JsonPropertyDescription(
                "Settings of the members by the names that follow paxoskv. in the reference of the"
                        + " configuration, for example protocol.tick. What decides a member's identity or addresses is refused.")
        @Size(max = 100) @ValidationRule(
                value = "self.all(k, k.matches('^[a-z][a-z0-9]*([.-][a-z0-9]+)*$'))",
                message = "config keys are setting names such as request-timeout or protocol.tick")
        @ValidationRule(
                value =
                        "self.all(k, !(k in ['id', 'index', 'addr', 'peers', 'cluster-file', 'data', 'name',"
                                + " 'peer-addr', 'http-addr', 'grpc-addr', 'listen', 'cluster.mode', 'cluster.seeds', 'engine']))",
                message = "config must not set what the operator decides: id, index, addr, peers, cluster-file, data,"
                        + " name, peer-addr, http-addr, grpc-addr, listen, cluster.mode, cluster.seeds, engine")
        @Nullable Map<String, String> config,

        @JsonPropertyDescription("The Service that clients use.") @Nullable ServiceSpec service,

        @JsonPropertyDescription("The disruption budget: at most one member at a time is evicted.") @Nullable ToggleSpec podDisruptionBudget,

        @JsonPropertyDescription("The network policy: the peers' port is open to peers only.") @Nullable NetworkPolicySpec networkPolicy,

        @JsonPropertyDescription("Metrics for the Prometheus operator.") @Nullable MonitoringSpec monitoring,

        @JsonPropertyDescription("Stops all the members and keeps their volumes, until it is false again.")
        @Default("false")
        @Nullable Boolean hibernate,

        @JsonPropertyDescription("Transport security. Only Disabled is served so far.") @Nullable TlsSpec tls,

        @JsonPropertyDescription("How the cluster is formed. It cannot be changed.") @Nullable BootstrapSpec bootstrap,

        @JsonPropertyDescription("What is added to the pods of the members.") @Nullable PodTemplateSpec podTemplate) {

    /** Most members of a cluster. */
    public static final int MAX_REPLICAS = 9;
}
