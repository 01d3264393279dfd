package dev.paxoskv.node.cli.client;

import java.util.Locale;

/** How fresh a read is: the newest there is, or what the asked node knows. */
enum Consistency {
    LINEARIZABLE,
    STALE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
