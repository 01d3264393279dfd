package dev.paxoskv.operator;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Why something was not done, for somebody who reads a condition or an event. */
public final class Refusal {

    private Refusal() {}

    /** The API server's own sentence if there is one; the client's wraps it in the request and the whole answer. */
    public static String text(Exception refused) {
        String said = refused instanceof KubernetesClientException e && e.getStatus() != null
                ? e.getStatus().getMessage()
                : null;
        return said == null ? String.valueOf(refused.getMessage()) : said;
    }
}
