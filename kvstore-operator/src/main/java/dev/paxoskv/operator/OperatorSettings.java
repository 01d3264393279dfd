package dev.paxoskv.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The operator's own settings, below {@code paxoskv.operator}. */
@ConfigMapping(prefix = "paxoskv.operator")
public interface OperatorSettings {

    /** The repository of the members' image, for resources that name none. */
    @WithDefault("ghcr.io/paxoskv/paxoskv")
    String image();

    /** How soon a cluster is looked at again after a change: what it led to is mostly seen by then. */
    @WithDefault("300ms")
    Duration afterChange();

    /** How soon a cluster is looked at again while something changes or is amiss. */
    @WithDefault("5s")
    Duration busyInterval();

    /** How soon a cluster is looked at again that is as its user wants it. */
    @WithDefault("30s")
    Duration quietInterval();

    /** How long a request to a node may take. */
    @WithDefault("3s")
    Duration nodeTimeout();

    /** How long storage that refused to grow is left alone. */
    @WithDefault("5m")
    Duration growthRetry();

    /** Who this operator is among others that run for the same clusters; the name of its pod. */
    Optional<String> identity();
}
