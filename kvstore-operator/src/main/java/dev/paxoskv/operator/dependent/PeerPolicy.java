package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.NetworkPolicySpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.job.CommandJob;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The peers' port is open to the members only, because who reaches it can stop a cluster. The operator and the jobs
 * that it makes reach HTTP in any case, whichever clients are let in.
 */
@KubernetesDependent
public final class PeerPolicy extends OwnedObject<NetworkPolicy> {

    private static final Map<String, String> OPERATOR = Map.of("app.kubernetes.io/name", Names.MANAGER);

    public PeerPolicy() {
        super(NetworkPolicy.class);
    }

    @Override
    String name(String cluster) {
        return Names.peers(cluster);
    }

    @Override
    NetworkPolicy render(PaxosKVCluster cluster, Pass pass) {
        Map<String, String> members = Names.selector(cluster.getMetadata().getName());
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(members)
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(rules(
                        cluster.getSpec().networkPolicy(), cluster.getMetadata().getName(), members))
                .endSpec()
                .build();
    }

    private static List<NetworkPolicyIngressRule> rules(
            @Nullable NetworkPolicySpec spec, String cluster, Map<String, String> members) {
        List<NetworkPolicyIngressRule> rules = new ArrayList<>();
        rules.add(new NetworkPolicyIngressRuleBuilder()
                .addNewFrom()
                .withNewPodSelector()
                .withMatchLabels(members)
                .endPodSelector()
                .endFrom()
                .withPorts(port(Names.PEER_PORT), port(Names.HTTP_PORT))
                .build());
        rules.add(new NetworkPolicyIngressRuleBuilder()
                .addNewFrom()
                .withNewNamespaceSelector()
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(OPERATOR)
                .endPodSelector()
                .endFrom()
                .withPorts(port(Names.HTTP_PORT))
                .build());
        rules.add(new NetworkPolicyIngressRuleBuilder()
                .addNewFrom()
                .withNewPodSelector()
                .addToMatchLabels(CommandJob.CLIENT_OF, cluster)
                .endPodSelector()
                .endFrom()
                .withPorts(port(Names.HTTP_PORT))
                .build());
        NetworkPolicyIngressRuleBuilder clients =
                new NetworkPolicyIngressRuleBuilder().withPorts(port(Names.HTTP_PORT), port(Names.GRPC_PORT));
        rules.add(
                spec == null || spec.clients() == null
                        ? clients.build()
                        : clients.addNewFrom()
                                .withPodSelector(spec.clients())
                                .endFrom()
                                .build());
        return rules;
    }

    private static NetworkPolicyPort port(int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(port))
                .build();
    }

    /** Whether the user wants it. */
    public static final class Wanted implements Condition<NetworkPolicy, PaxosKVCluster> {
        @Override
        public boolean isMet(
                DependentResource<NetworkPolicy, PaxosKVCluster> dependent,
                PaxosKVCluster cluster,
                Context<PaxosKVCluster> context) {
            NetworkPolicySpec policy = cluster.getSpec().networkPolicy();
            return policy == null || !Boolean.FALSE.equals(policy.enabled());
        }
    }
}
