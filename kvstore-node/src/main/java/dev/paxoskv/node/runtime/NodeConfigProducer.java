package dev.paxoskv.node.runtime;

import dev.paxoskv.node.api.admin.OwnAddresses;
import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.config.NodeSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the checked configuration out of the settings, and what other parts want of it. */
final class NodeConfigProducer {
    NodeConfigProducer() {}

    @Produces
    @Singleton
    static NodeConfig config(NodeSettings settings) {
        return NodeConfig.of(settings);
    }

    @Produces
    @Singleton
    static OwnAddresses addresses(NodeConfig config) {
        return config.peers().stream()
                .filter(listed -> listed.label() == config.label())
                .map(listed -> new OwnAddresses(listed.peer(), listed.http(), listed.grpc()))
                .findFirst()
                .orElseThrow();
    }
}
