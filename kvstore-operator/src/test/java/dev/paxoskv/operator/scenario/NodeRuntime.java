package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.admin.NodeAdmin;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runs in the pods, on volumes that are known by the UIDs of their claims. */
interface NodeRuntime extends AutoCloseable {

    /** How the operator reaches the nodes. */
    NodeAdmin admin();

    /** Starts the container of a pod; returns the address that the pod has from now on. */
    String start(Pod pod, String volume);

    /** Begins to stop the container at an address. */
    void stop(String host);

    /** Whether a volume is still in use, so that no other pod may mount it. */
    boolean isMounted(String volume);

    /** Whether the container at an address answers its readiness probe. */
    boolean isReady(String host);

    /** Why the container at an address does not run, in a kubelet's word; null if it does. */
    @Nullable String trouble(String host);

    /** Time passes. */
    void tick();

    /** What is on a volume is lost. */
    void wipe(String volume);

    /** Runs a job that works on a member's volume, to its end; returns whether it succeeded. */
    boolean run(Job job, String volume);

    /**
     * Runs the very command of a job, to its end, if the program is there.
     *
     * @param claims what is mounted: volumes by their names in the pod
     */
    default Optional<JobEnd> execute(Job job, Map<String, String> claims) {
        return Optional.empty();
    }

    /**
     * How a command ended.
     *
     * @param words the message that its pod leaves
     */
    record JobEnd(boolean succeeded, String words) {}

    @Override
    void close();
}
