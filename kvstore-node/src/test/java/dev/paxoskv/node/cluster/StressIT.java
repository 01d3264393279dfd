package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.PutResponse;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than a node can do at once, and a node that does nothing at all: neither may cost memory without limit. */
class StressIT {
    private static final int AT_ONCE = 2000;
    private static final Duration HANG = Duration.ofSeconds(10);
    private static final ByteString VALUE = ByteString.copyFrom(new byte[4096]);

    /** The heap of a node here is 512 MiB; as much again is for buffers outside of it and the JVM itself. */
    private static final long MOST_MEGABYTES = 1024;

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void form() {
        cluster = new TestCluster(3, directory).start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void twoThousandWritesAtOnceAreDoneOrRefused() throws InterruptedException {
        Member node = cluster.member(0);
        List<Future<PutResponse>> writes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            writes.add(node.grpc().futures(TestCluster.PATIENCE).put(GrpcClient.putRequest("overload/" + i, VALUE)));
        }

        int done = 0;
        List<String> other = new ArrayList<>();
        for (Future<PutResponse> write : writes) {
            try {
                write.get();
                done++;
            } catch (ExecutionException failure) {
                Status status = Status.fromThrowable(failure);
                if (!isRefusal(status)) {
                    other.add(status.toString());
                }
            }
        }
        assertThat(other).isEmpty();
        assertThat(done).isPositive();
        cluster.awaitReady(node);
        assertThat(node.process().residentMegabytes()).isLessThan(MOST_MEGABYTES);
    }

    private static boolean isRefusal(Status status) {
        String text = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED -> text.equals("etcdserver: too many requests");
            case UNAVAILABLE -> text.equals("etcdserver: no leader") || text.equals("etcdserver: request timed out");
            default -> false;
        };
    }

    @Test
    void aFollowerThatHangsCostsNothingAndCatchesUp() {
        Member leader = cluster.awaitLeader();
        Member hanging = cluster.member((leader.index() + 1) % 3);
        hanging.process().pause();
        long written = writeFor(HANG, leader);
        long megabytes = leader.process().residentMegabytes();
        hanging.process().resume();
        cluster.awaitLevel();

        System.out.println(written + " writes while a follower hung; the leader took " + megabytes + " MiB then, and "
                + leader.process().residentMegabytes() + " when all were level");
        assertThat(written).isPositive();
        assertThat(megabytes).isLessThan(MOST_MEGABYTES);
        for (Member member : cluster.members()) {
            assertThat(member.process().residentMegabytes()).isLessThan(MOST_MEGABYTES);
        }
    }

    /** Keeps 64 writes going for this time, and counts those that are done. */
    private static long writeFor(Duration time, Member node) {
        AtomicLong done = new AtomicLong();
        Semaphore turns = new Semaphore(64);
        long end = System.nanoTime() + time.toNanos();
        for (long i = 0; System.nanoTime() < end; i++) {
            turns.acquireUninterruptibly();
            var write = node.grpc().futures(TestCluster.PATIENCE).put(GrpcClient.putRequest("hang/" + i % 1000, VALUE));
            write.addListener(
                    () -> {
                        turns.release();
                        if (write.state() == Future.State.SUCCESS) {
                            done.incrementAndGet();
                        }
                    },
                    Runnable::run);
        }
        turns.acquireUninterruptibly(64);
        return done.get();
    }
}
