package dev.paxoskv.node.runtime;

import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.config.NodeSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the checked configuration out of the settings. */
final class NodeConfigProducer {
    NodeConfigProducer() {}

    @Produces
    @Singleton
    static NodeConfig config(NodeSettings settings) {
        return NodeConfig.of(settings);
    }
}
