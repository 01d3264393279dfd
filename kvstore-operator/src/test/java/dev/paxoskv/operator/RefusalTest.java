package dev.paxoskv.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void theApiServersOwnWordsAreTold() {
        String said = "Service \"demo\" is invalid: spec.ports: Required value";
        KubernetesClientException refused = new KubernetesClientException(
                "Failure executing: PATCH at: https://...",
                422,
                new StatusBuilder().withMessage(said).build());
        assertThat(Refusal.text(refused)).isEqualTo(said);
    }

    @Test
    void withoutAnAnswerTheClientsAre() {
        assertThat(Refusal.text(new KubernetesClientException("connection refused")))
                .isEqualTo("connection refused");
    }
}
