package dev.paxoskv.node.cli.client;

import java.net.URI;
import java.net.http.HttpHeaders;

/** What an endpoint answered, whatever the status. */
record Answer(URI endpoint, int status, HttpHeaders headers, byte[] body) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A header's value, or the empty text when the node did not send it. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The revision in which the key was last written: the entity tag without its quotes. */
    String modRevision() {
        return header("ETag").replace("\"", "");
    }
}
