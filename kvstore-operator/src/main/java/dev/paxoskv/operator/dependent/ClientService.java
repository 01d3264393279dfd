package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.ServiceSpec;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.Map;

/** What clients use: the members that take part, over HTTP and gRPC. */
@KubernetesDependent
public final class ClientService extends OwnedObject<Service> {

    public ClientService() {
        super(Service.class);
    }

    @Override
    String name(String cluster) {
        return cluster;
    }

    @Override
    Service render(PaxosKVCluster cluster, Pass pass) {
        ServiceSpec spec = cluster.getSpec().service();
        ServiceSpec.Type type = spec == null || spec.type() == null ? ServiceSpec.Type.ClusterIP : spec.type();
        Map<String, String> annotations = spec == null || spec.annotations() == null ? Map.of() : spec.annotations();
        return new ServiceBuilder()
                .withNewMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withType(type.name())
                .withSelector(Names.selector(cluster.getMetadata().getName()))
                .withPorts(port("http", Names.HTTP_PORT), port("grpc", Names.GRPC_PORT))
                .endSpec()
                .build();
    }

    static ServicePort port(String name, int port) {
        return new ServicePortBuilder()
                .withName(name)
                .withProtocol("TCP")
                .withPort(port)
                .withTargetPort(new IntOrString(name))
                .build();
    }
}
