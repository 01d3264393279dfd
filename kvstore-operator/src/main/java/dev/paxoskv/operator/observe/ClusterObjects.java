package dev.paxoskv.operator.observe;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/** The objects of one cluster in Kubernetes, either remembered or asked for anew at each call. */
public interface ClusterObjects {

    Optional<StatefulSet> set();

    /** Those of the cluster, by their label. */
    List<PersistentVolumeClaim> claims();

    /** The claim that has the name of the one of an ordinal, whosever it is; always asked for. */
    Optional<PersistentVolumeClaim> claim(int ordinal);

    List<Pod> pods();

    /** What was recorded of the forming of the cluster. */
    Optional<ConfigMap> formed();

    /** The job that restores a backup to the first volume. */
    Optional<Job> restore();

    /** The pods of a job. */
    List<Pod> podsOf(Job job);

    /** The job that works on the survivor's volume. */
    Optional<Job> recovery(String newClusterId);

    /** Whether the volume of a claim can be reached only from nodes that do not exist. */
    boolean isNodeGone(PersistentVolumeClaim claim);
}
