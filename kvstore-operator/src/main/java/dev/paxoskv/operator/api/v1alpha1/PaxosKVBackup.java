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

/** One backup of a cluster: a file, written once. */
@Group("paxoskv.dev")
@Version("v1alpha1")
@Kind("PaxosKVBackup")
@Plural("paxoskvbackups")
@Singular("paxoskvbackup")
@ShortNames("pkvb")
@ValidationRule(
        value = "size(self.metadata.name) <= 52",
        message = "the name must have at most 52 characters: names of jobs are made from it")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
        message = "the name must have only lower-case letters, digits and '-'")
@ValidationRule(
        value = "self.spec.clusterName == oldSelf.spec.clusterName && self.spec.destination =="
                + " oldSelf.spec.destination",
        message = "a backup is made once: clusterName and destination cannot be changed; make another resource instead")
@AdditionalPrinterColumn(
        name = "Result",
        jsonPath = ".status.conditions[?(@.type==\"Complete\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Completed", jsonPath = ".status.completedAt", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class PaxosKVBackup extends CustomResource<PaxosKVBackupSpec, PaxosKVBackupStatus> implements Namespaced {

    private static final long serialVersionUID = 1;

    @Override
    protected @Nullable PaxosKVBackupSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PaxosKVBackupStatus initStatus() {
        return null;
    }
}
