package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The members' service account. It may do nothing, and no token of it is mounted. */
@KubernetesDependent
public final class Account extends OwnedObject<ServiceAccount> {

    public Account() {
        super(ServiceAccount.class);
    }

    @Override
    String name(String cluster) {
        return cluster;
    }

    @Override
    ServiceAccount render(PaxosKVCluster cluster, Pass pass) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
