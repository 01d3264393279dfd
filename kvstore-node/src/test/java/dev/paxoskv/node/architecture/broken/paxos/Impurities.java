package dev.paxoskv.node.architecture.broken.paxos;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Everything that a pure package must not do, one nested class each. */
final class Impurities {

    private Impurities() {}

    static class AsksForNanoTime {
        long now() {
            return System.nanoTime();
        }
    }

    static class AsksForTheTimeOfDay {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static class KnowsInstants {
        Instant now() {
            return Instant.MAX;
        }
    }

    static class DrawsFromRandom {
        int draw(Random random) {
            return random.nextInt();
        }
    }

    static class DrawsFromMath {
        double draw() {
            return Math.random();
        }
    }

    static class DrawsFromTheThread {
        int draw() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static class DrawsAnIdentity {
        UUID draw() {
            return UUID.randomUUID();
        }
    }

    static class Shuffles {
        void shuffle(List<String> list) {
            Collections.shuffle(list);
        }
    }

    static class KnowsThreads {
        boolean interrupted(Thread thread) {
            return thread.isInterrupted();
        }
    }

    static class KnowsExecutors {
        void run(ExecutorService executor) {
            executor.execute(() -> {});
        }
    }

    static class KnowsLocks {
        boolean held(ReentrantLock lock) {
            return lock.isLocked();
        }
    }

    static class ComputesInParallel {
        int sum() {
            return IntStream.range(0, 3).parallel().sum();
        }
    }

    static class StreamsInParallel {
        long count(List<String> list) {
            return list.parallelStream().count();
        }
    }

    static class Logs {
        void log(Logger logger) {
            logger.info("");
        }
    }

    static class ReadsTheEnvironment {
        Map<String, String> read() {
            return System.getenv();
        }
    }

    static class KnowsStreamsOfBytes {
        int size(ByteArrayOutputStream out) {
            return out.size();
        }
    }

    static class KnowsFiles {
        Path parent(Path path) {
            return path.resolve("..");
        }
    }

    static class MakesASaltedSet {
        Set<String> make() {
            return Set.of("a", "b");
        }
    }

    static class RefersToASaltedSet {
        Supplier<Set<String>> make() {
            return Set::of;
        }
    }

    static class MakesASaltedMap {
        Map<String, String> make() {
            return Map.of("a", "b");
        }
    }

    static class CopiesIntoASaltedMap {
        Map<String, String> make(Map<String, String> map) {
            return Map.copyOf(map);
        }
    }

    static class CollectsIntoASaltedSet {
        Set<String> make(List<String> list) {
            return list.stream().collect(Collectors.toUnmodifiableSet());
        }
    }

    static class OrdersByIdentity {
        int size(IdentityHashMap<String, String> map) {
            return map.size();
        }
    }

    static class HashesByIdentity {
        int hash(Object object) {
            return System.identityHashCode(object);
        }
    }
}
