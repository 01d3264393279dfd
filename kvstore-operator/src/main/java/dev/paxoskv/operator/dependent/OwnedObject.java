package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.Matcher;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** An object of a cluster: applied on the server's side, and only if it differs from what it is to be. */
abstract class OwnedObject<R extends HasMetadata> extends CRUDKubernetesDependentResource<R, PaxosKVCluster> {

    private final Class<R> type;

    OwnedObject(Class<R> type) {
        super(type);
        this.type = type;
    }

    /** The object without what all of them have. Must not change what it is given. */
    abstract R render(PaxosKVCluster cluster, Pass pass);

    abstract String name(String cluster);

    @Override
    protected final R desired(PaxosKVCluster cluster, Context<PaxosKVCluster> context) {
        R object = render(cluster, Pass.of(context));
        ObjectMeta metadata = object.getMetadata();
        String name = cluster.getMetadata().getName();
        metadata.setName(name(name));
        metadata.setNamespace(cluster.getMetadata().getNamespace());
        Map<String, String> labels = new HashMap<>(Objects.requireNonNullElse(metadata.getLabels(), Map.of()));
        labels.putAll(Names.labels(name));
        metadata.setLabels(labels);
        stamp(object);
        return object;
    }

    /** Writes the digest of all the rest on an object. */
    static void stamp(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        Map<String, String> annotations =
                new HashMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
        annotations.put(Names.APPLIED, digest(object));
        metadata.setAnnotations(annotations);
    }

    private static String digest(HasMetadata object) {
        try {
            // The version that a change is fenced by is no part of what is applied.
            String version = object.getMetadata().getResourceVersion();
            object.getMetadata().setResourceVersion(null);
            byte[] bytes = Serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
            object.getMetadata().setResourceVersion(version);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public Matcher.Result<R> match(R actual, PaxosKVCluster cluster, Context<PaxosKVCluster> context) {
        R desired = desired(cluster, context);
        String version = desired.getMetadata().getResourceVersion();
        desired.getMetadata().setResourceVersion(null);
        boolean matched = Subset.contains(actual, desired);
        desired.getMetadata().setResourceVersion(version);
        return Matcher.Result.computed(matched, desired);
    }

    @Override
    public R create(R desired, PaxosKVCluster cluster, Context<PaxosKVCluster> context) {
        R found = context.getClient()
                .resources(type)
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(desired.getMetadata().getName())
                .get();
        if (found != null && !found.hasOwnerReferenceFor(cluster)) {
            throw new ForeignObjectException(
                    found.getKind(), found.getMetadata().getName());
        }
        return super.create(desired, cluster, context);
    }
}
