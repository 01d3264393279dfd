package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.dependent.ForeignObjectException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** How the cluster is formed, written down before it is: created once, never changed, so that whoever comes second is refused. */
final class FormingRecord {

    private FormingRecord() {}

    /**
     * Creates it.
     *
     * @param clusterId the new cluster's id
     * @param more what else is to be known of the forming
     */
    static Outcome create(
            KubernetesClient client,
            PaxosKVCluster cluster,
            OwnerReference owner,
            String clusterId,
            Map<String, String> more) {
        String name = Names.formed(cluster.getMetadata().getName());
        String namespace = cluster.getMetadata().getNamespace();
        ConfigMap found =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (found != null && found.getMetadata().getOwnerReferences().isEmpty()) {
            return Outcome.refused(ForeignObjectException.text("ConfigMap", name));
        }
        ConfigMap record = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(Names.labels(cluster.getMetadata().getName()))
                .withOwnerReferences(owner)
                .endMetadata()
                .withImmutable(true)
                .withData(more)
                .addToData("clusterId", clusterId)
                .build();
        var _ = client.configMaps().inNamespace(namespace).resource(record).create();
        return Outcome.done(clusterId);
    }
}
