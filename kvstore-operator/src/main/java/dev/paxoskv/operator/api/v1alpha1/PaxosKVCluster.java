package dev.paxoskv.operator.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A PaxosKV cluster. What its user wants is in the {@link PaxosKVClusterSpec}, what is true in the
 * {@link PaxosKVClusterStatus}; nobody but the operator writes the latter.
 */
@Group("paxoskv.dev")
@Version("v1alpha1")
@Kind("PaxosKVCluster")
@Plural("paxoskvclusters")
@Singular("paxoskvcluster")
@ShortNames("pkv")
@ValidationRule(
        value = "size(self.metadata.name) <= 40",
        message = "the name must have at most 40 characters: names of pods and Services are made from it")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
        message =
                "the name must start with a letter and have only lower-case letters, digits and '-': Services are named"
                        + " after it")
@AdditionalPrinterColumn(
        name = "Available",
        jsonPath = ".status.conditions[?(@.type==\"Available\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Progressing",
        jsonPath = ".status.conditions[?(@.type==\"Progressing\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class PaxosKVCluster extends CustomResource<PaxosKVClusterSpec, PaxosKVClusterStatus>
        implements Namespaced {

    /** Pauses the operator for this cluster while it is {@code "true"}; the status is still kept. */
    public static final String PAUSED = "paxoskv.dev/paused";

    /** Asks for the replacement of the member whose id (16 hex digits) is the value. */
    public static final String REPLACE = "paxoskv.dev/replace";

    private static final long serialVersionUID = 1;

    @Override
    protected @Nullable PaxosKVClusterSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PaxosKVClusterStatus initStatus() {
        return null;
    }
}
