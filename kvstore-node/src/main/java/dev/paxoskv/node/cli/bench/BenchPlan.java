package dev.paxoskv.node.cli.bench;

import java.time.Duration;
import java.util.List;

/**
 * What one run does.
 *
 * @param endpoints host and port of each server
 * @param measure the measured time at most
 * @param operations ends the measurement once so many have ended, well or not; looked at every second
 * @param rate operations per second of all clients together; 0 for a closed loop, as fast as answers come
 * @param connections per endpoint, for gRPC; over HTTP each client has its own
 * @param ioThreads threads that read and write the connections
 * @param load write every key before the run
 */
record BenchPlan(
        TargetKind target,
        List<Endpoint> endpoints,
        Workload workload,
        int clients,
        Duration warmUp,
        Duration measure,
        long operations,
        int valueSize,
        int keys,
        int rate,
        int connections,
        int ioThreads,
        Duration timeout,
        long seed,
        boolean load) {

    Endpoint endpointOf(int client) {
        return endpoints.get(client % endpoints.size());
    }

    /** Where a server listens. */
    record Endpoint(String host, int port) {
        /** Takes {@code host:port}, with or without {@code http://} before it. */
        static Endpoint parse(String text) {
            String address = text.strip().replaceFirst("^http://", "").replaceFirst("/$", "");
            int colon = address.lastIndexOf(':');
            try {
                int port = Integer.parseInt(address.substring(colon + 1));
                String host = address.substring(0, Math.max(colon, 0));
                if (!host.isEmpty() && !host.contains("/") && port > 0 && port < 65536) {
                    return new Endpoint(host, port);
                }
            } catch (NumberFormatException e) {
                // Told below, for all that can be wrong with it.
            }
            throw new IllegalArgumentException("'" + text + "' is no endpoint; give one like localhost:5000");
        }
    }
}
