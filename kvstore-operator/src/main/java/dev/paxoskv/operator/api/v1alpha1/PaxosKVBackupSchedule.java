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

/** Backups of a cluster at given times, of which some are kept. */
@Group("paxoskv.dev")
@Version("v1alpha1")
@Kind("PaxosKVBackupSchedule")
@Plural("paxoskvbackupschedules")
@Singular("paxoskvbackupschedule")
@ShortNames("pkvbs")
@ValidationRule(
        value = "size(self.metadata.name) <= 39",
        message = "the name must have at most 39 characters: names of backups are made from it")
@ValidationRule(
        value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
        message = "the name must have only lower-case letters, digits and '-'")
@AdditionalPrinterColumn(
        name = "Healthy",
        jsonPath = ".status.conditions[?(@.type==\"Healthy\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Succeeded",
        jsonPath = ".status.lastSuccessfulTime",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Next",
        jsonPath = ".status.nextScheduleTime",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class PaxosKVBackupSchedule extends CustomResource<PaxosKVBackupScheduleSpec, PaxosKVBackupScheduleStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1;

    @Override
    protected @Nullable PaxosKVBackupScheduleSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable PaxosKVBackupScheduleStatus initStatus() {
        return null;
    }
}
