package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true of the cluster, as far as the operator saw it last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaxosKVClusterStatus(
        @JsonPropertyDescription("The generation of the spec that this status answers.") @Nullable Long observedGeneration,

        @JsonPropertyDescription("The id of the cluster, 16 hex digits; recovery and restore give another one.")
        @Nullable String clusterId,

        @JsonPropertyDescription("The epoch of the configuration: it rises by one with each change of the membership.")
        @Nullable String configEpoch,

        @JsonPropertyDescription("How many members vote.") @StatusReplicas @Nullable Integer replicas,

        @JsonPropertyDescription("How many members take part: they answer, are ready and have caught up.")
        @PrinterColumn(name = "Ready")
        @Nullable Integer readyReplicas,

        @JsonPropertyDescription("The label selector of the pods, for the scale subresource.") @LabelSelector @Nullable String selector,

        @JsonPropertyDescription("The pod of the member that leads.") @PrinterColumn(name = "Leader") @Nullable String leader,

        @JsonPropertyDescription("The oldest version that a member runs.") @PrinterColumn(name = "Version") @Nullable String version,

        @JsonPropertyDescription("The members, and the pods that are to become members, by the names of their pods.")
        @Nullable List<MemberStatus> members,

        @JsonPropertyDescription("A recovery from one survivor, while it runs and after it.") @Nullable RecoveryStatus recovery,

        @JsonPropertyDescription(
                "Available, Ready, Progressing, Degraded, Paused, SpecAccepted, and Monitored where it was asked for.")
        @Nullable List<Condition> conditions) {}
