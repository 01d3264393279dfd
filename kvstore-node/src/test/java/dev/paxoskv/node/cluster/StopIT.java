package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is told to stop by SIGTERM while clients use it and no other, without a pause. Every request that it took has to
 * be answered, and done; a client may lose its connection between two requests, and may be refused another one.
 */
class StopIT {
    private static final int CLIENTS = 4;
    private static final long WARM = 50;

    @TempDir
    Path directory;

    @Test
    void noRequestIsCutOff() throws Exception {
        try (TestCluster cluster = new TestCluster(3, directory)) {
            // nothing may fail by slowness
            cluster.members().forEach(member -> member.process().with("PAXOSKV_REQUEST_TIMEOUT", "1m"));
            cluster.start();
            Member leader = cluster.awaitLeader();
            stop(cluster, leader, "leader");
            cluster.start();
            Member follower = cluster.members().stream()
                    .filter(member -> !member.isLeader())
                    .findFirst()
                    .orElseThrow();
            stop(cluster, follower, "follower");
        }
    }

    private static void stop(TestCluster cluster, Member node, String what) throws Exception {
        List<Client> clients = clients(node, what);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                KeptConnection quiet = new KeptConnection(node.ports().http());
                KeptConnection slow = new KeptConnection(node.ports().http())) {
            assertThat(quiet.put(what + "/quiet", "1")).isEqualTo(200);
            slow.send(KeptConnection.head(what + "/slow", 2) + "1");
            List<Future<?>> ends = new ArrayList<>();
            clients.forEach(client -> ends.add(threads.submit(client::run)));
            Await.until(
                    "all clients are served",
                    TestCluster.PATIENCE,
                    () -> clients.stream().allMatch(client -> client.done.get() >= WARM || failed(ends)));

            node.process().terminate();
            awaitRefusal(node);
            slow.send("2");
            assertThat(slow.answer()).as("a request whose body came late").isEqualTo(200);
            assertThat(slow.hasEnded()).isTrue();
            assertThat(slow.endsQuietly()).isTrue();
            assertThat(quiet.endsQuietly()).isTrue();
            for (Future<?> end : ends) {
                end.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(node.process().awaitEnd(TestCluster.PATIENCE)).isIn(0, 143);
        }
        assertThat(node.process().output()).doesNotContain("still open when the node stopped", " ERROR ");
        everythingIsThere(cluster, node, clients);
    }

    private static List<Client> clients(Member node, String what) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new HttpWriter(node, what + "/http/" + i));
            clients.add(new GrpcWriter(node, what + "/grpc/" + i));
        }
        return clients;
    }

    private static boolean failed(List<Future<?>> ends) {
        return ends.stream().anyMatch(Future::isDone);
    }

    private static void awaitRefusal(Member node) {
        Await.until("nobody can connect any more", TestCluster.PATIENCE, () -> {
            try (KeptConnection _ = new KeptConnection(node.ports().http())) {
                return false;
            } catch (ConnectException refused) {
                return true;
            } catch (IOException cut) {
                return false;
            }
        });
    }

    private static void everythingIsThere(TestCluster cluster, Member stopped, List<Client> clients) {
        Member other = cluster.members().stream()
                .filter(member -> !member.equals(stopped))
                .findFirst()
                .orElseThrow();
        for (Client client : clients) {
            assertThat(other.grpc().get(client.key))
                    .isInstanceOfSatisfying(
                            Answer.Done.class,
                            done -> assertThat(done.value())
                                    .isInstanceOfSatisfying(
                                            Optional.class,
                                            there -> assertThat(((Stored) there.orElseThrow()).number())
                                                    .as(client.key)
                                                    .isEqualTo(client.done.get())));
        }
        assertThat(other.http().isReady()).isTrue();
    }

    /** Writes 1, 2, 3 and so on to a key of its own, each when the one before was acknowledged, until it is refused. */
    private abstract static class Client {
        final String key;
        final AtomicLong done = new AtomicLong();

        Client(String key) {
            this.key = key;
        }

        /** Returns when the node takes no more, and throws if it took a request and did not do it. */
        abstract void run();
    }

    private static final class HttpWriter extends Client {
        private final int port;

        HttpWriter(Member node, String key) {
            super(key);
            this.port = node.ports().http();
        }

        @Override
        void run() {
            try {
                while (true) {
                    writeOverOneConnection();
                }
            } catch (ConnectException refused) {
                // the end: nothing was sent
            } catch (IOException cut) {
                throw new IllegalStateException(key + " after " + done, cut);
            }
        }

        private void writeOverOneConnection() throws IOException {
            try (KeptConnection connection = new KeptConnection(port)) {
                while (!connection.hasEnded()) {
                    int status = connection.put(key, Long.toString(done.get() + 1));
                    if (status != 200) {
                        throw new IllegalStateException(key + " after " + done + " was answered with " + status);
                    }
                    done.incrementAndGet();
                }
            }
        }
    }

    private static final class GrpcWriter extends Client {
        private final Member node;

        GrpcWriter(Member node, String key) {
            super(key);
            this.node = node;
        }

        @Override
        void run() {
            try (GrpcClient grpc = new GrpcClient(node.ports().grpc(), Duration.ofMinutes(1))) {
                while (true) {
                    Answer<Long> answer = grpc.put(key, done.get() + 1);
                    switch (answer) {
                        case Answer.Done<Long> _ -> done.incrementAndGet();
                        case Answer.Refused<Long>(String why)
                        when why.equals(GrpcClient.NOT_CONNECTED) -> {
                            return;
                        }
                        default -> throw new IllegalStateException(key + " after " + done + ": " + answer);
                    }
                }
            }
        }
    }
}
