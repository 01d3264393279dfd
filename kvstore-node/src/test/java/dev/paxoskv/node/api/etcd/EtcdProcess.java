package dev.paxoskv.node.api.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A real etcd with an empty store, where this machine has one. */
final class EtcdProcess implements AutoCloseable {

    private static final String OPTION = "etcd.binary";

    final int port;
    private final Process process;

    EtcdProcess(Path binary, Path directory) throws IOException {
        port = freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + freePort();
        process = new ProcessBuilder(
                        binary.toString(),
                        "--data-dir=" + directory.resolve("etcd"),
                        "--name=only",
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=only=" + peer)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile())
                .start();
    }

    /** The program: named by the system property {@code etcd.binary} or by {@code ETCD_BINARY}, or on the path. */
    static Optional<Path> binary() {
        String named = System.getProperty(OPTION, System.getenv().getOrDefault("ETCD_BINARY", ""));
        Stream<Path> candidates = named.isEmpty()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .map(directory -> Path.of(directory, "etcd"))
                : Stream.of(Path.of(named));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
