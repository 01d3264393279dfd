package dev.paxoskv.operator.status;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/**
 * Events at the resource, for everything that was done or could not be. Refusals that repeat are one event, by its name, until
 * Kubernetes forgets it. An event that cannot be written is no reason to fail.
 */
@Singleton
public final class Events {

    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Clock clock;

    @Inject
    public Events(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Tells what became of an action. */
    public void publish(PaxosKVCluster cluster, Action action, Outcome outcome) {
        boolean refused = outcome.result() == Outcome.Result.REFUSED;
        String reason = action.getClass().getSimpleName() + (refused ? "Refused" : "");
        String message = Sentences.of(action) + (refused ? "; refused: " + outcome.text() : "");
        tell(cluster, refused, reason, message);
    }

    /** Tells of a condition that somebody should look at. */
    public void warn(PaxosKVCluster cluster, Condition condition) {
        tell(cluster, true, condition.getReason(), condition.getMessage());
    }

    /**
     * Tells something of a resource.
     *
     * @param warning it is amiss; the same warning is one event, by its name, until Kubernetes forgets it
     * @param reason in one word
     */
    public void tell(HasMetadata resource, boolean warning, String reason, String message) {
        try {
            client.v1()
                    .events()
                    .inNamespace(resource.getMetadata().getNamespace())
                    .resource(event(resource, warning, reason, message))
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                LOG.warnf("an event was not written: %s", e.getMessage());
            }
        }
    }

    private Event event(HasMetadata resource, boolean warning, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String name = resource.getMetadata().getName();
        String key = warning ? message : message + clock.millis();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name + "." + Integer.toHexString(key.hashCode()))
                .withNamespace(resource.getMetadata().getNamespace())
                .endMetadata()
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(message.substring(0, Math.min(message.length(), 1000)))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(Names.MANAGER)
                .endSource()
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion(resource.getApiVersion())
                        .withKind(resource.getKind())
                        .withName(name)
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withUid(resource.getMetadata().getUid())
                        .build())
                .build();
    }
}
