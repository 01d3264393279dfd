package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.ToggleSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/** One member at a time is evicted; one that is broken anyway at any time. */
@KubernetesDependent
public final class DisruptionBudget extends OwnedObject<PodDisruptionBudget> {

    public DisruptionBudget() {
        super(PodDisruptionBudget.class);
    }

    @Override
    String name(String cluster) {
        return cluster;
    }

    @Override
    PodDisruptionBudget render(PaxosKVCluster cluster, Pass pass) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("IfHealthyBudget")
                .withNewSelector()
                .withMatchLabels(Names.selector(cluster.getMetadata().getName()))
                .endSelector()
                .endSpec()
                .build();
    }

    /** Whether the user wants it. */
    public static final class Wanted implements Condition<PodDisruptionBudget, PaxosKVCluster> {
        @Override
        public boolean isMet(
                DependentResource<PodDisruptionBudget, PaxosKVCluster> dependent,
                PaxosKVCluster cluster,
                Context<PaxosKVCluster> context) {
            ToggleSpec toggle = cluster.getSpec().podDisruptionBudget();
            return toggle == null || !Boolean.FALSE.equals(toggle.enabled());
        }
    }
}
