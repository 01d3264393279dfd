package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.paxos.model.ClusterId;
import java.security.SecureRandom;

/** Ids that no cluster has yet. */
final class NewClusterId {
    private NewClusterId() {}

    static ClusterId random() {
        return new ClusterId(new SecureRandom()
                .longs()
                .filter(number -> number != 0)
                .findFirst()
                .orElseThrow());
    }
}
