package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.Map;

/** Gives each pod a name. Pods that are not ready have one too: members must find each other to become ready. */
@KubernetesDependent
public final class PeersService extends OwnedObject<Service> {

    static final String ROLE = "peers";

    public PeersService() {
        super(Service.class);
    }

    @Override
    String name(String cluster) {
        return Names.peers(cluster);
    }

    @Override
    Service render(PaxosKVCluster cluster, Pass pass) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withLabels(Map.of(Names.SERVICE, ROLE))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Names.selector(cluster.getMetadata().getName()))
                .withPorts(
                        ClientService.port("peer", Names.PEER_PORT),
                        ClientService.port("http", Names.HTTP_PORT),
                        ClientService.port("grpc", Names.GRPC_PORT))
                .endSpec()
                .build();
    }
}
