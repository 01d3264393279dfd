package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.BackupDestinationSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.job.CommandJob;
import dev.paxoskv.operator.job.CommandJob.Mount;
import dev.paxoskv.operator.job.Runner;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** The jobs of one backup, and the name of its file, which follows from the resource alone. */
public final class BackupJobs {

    /** The volume's name in the pods. */
    public static final String VOLUME = "backups";

    private static final String PATH = "/backups/";
    private static final String STALL_SECONDS = "60";
    private static final int KEPT_SECONDS = 24 * 3600;
    private static final long DELETION_SECONDS = 600;
    private static final int UID_DIGITS = 8;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final PaxosKVBackup backup;
    private final String name;
    private final String cluster;
    private final BackupDestinationSpec destination;

    public BackupJobs(PaxosKVBackup backup) {
        this.backup = backup;
        this.name = backup.getMetadata().getName();
        this.cluster = backup.getSpec().clusterName();
        this.destination = backup.getSpec().destination();
    }

    /** The file's path on the volume. A resource that is made anew under the same name has another one. */
    public String file() {
        String uid = backup.getMetadata().getUid();
        String file =
                cluster + "-" + TIME.format(Instant.parse(backup.getMetadata().getCreationTimestamp())) + "-"
                        + uid.substring(Math.max(0, uid.length() - UID_DIGITS)) + ".snapshot";
        return destination.directory() == null ? file : destination.directory() + "/" + file;
    }

    /** The name of the job that writes the file. */
    public String saveName() {
        return name + "-save";
    }

    /** The name of the job that deletes the file. */
    public String deleteName() {
        return name + "-delete";
    }

    /** Written by an earlier attempt or not, the file is this backup's own: so it may be replaced. */
    Job save(Runner runner, long seconds) {
        List<String> command = List.of(
                "snapshot",
                "save",
                PATH + file(),
                "--endpoints",
                "http://" + cluster + "." + backup.getMetadata().getNamespace() + ".svc:" + Names.HTTP_PORT,
                "--timeout",
                STALL_SECONDS,
                "--parents",
                "--force",
                "--verify",
                "-o",
                "json",
                "--result-file",
                CommandJob.RESULT_FILE);
        return job(saveName(), "backup", runner, command, seconds);
    }

    Job delete(Runner runner) {
        return job(
                deleteName(),
                "backup-deletion",
                runner,
                List.of("snapshot", "delete", PATH + file()),
                DELETION_SECONDS);
    }

    private Job job(String jobName, String component, Runner runner, List<String> command, long seconds) {
        return new CommandJob(
                        jobName,
                        backup.getMetadata().getNamespace(),
                        component,
                        cluster,
                        owner(),
                        runner,
                        resources(),
                        command,
                        List.of(new Mount(
                                VOLUME, destination.claimName(), PATH.substring(0, PATH.length() - 1), false)),
                        seconds,
                        KEPT_SECONDS,
                        false)
                .build();
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(backup.getApiVersion())
                .withKind(backup.getKind())
                .withName(name)
                .withUid(backup.getMetadata().getUid())
                .withController(true)
                .build();
    }

    private ResourceRequirements resources() {
        return backup.getSpec().resources() != null
                ? backup.getSpec().resources()
                : new ResourceRequirementsBuilder()
                        .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("256Mi")))
                        .withLimits(Map.of("memory", new Quantity("256Mi")))
                        .build();
    }
}
