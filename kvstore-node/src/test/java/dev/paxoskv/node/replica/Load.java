package dev.paxoskv.node.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write one key after the other, each over whichever node serves: a node that says that it does nothing is left
 * for the next one. Whatever else ends otherwise than well is a failure.
 */
final class Load {
    private final List<Replica> nodes = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> ends = new CopyOnWriteArrayList<>();
    private int done;
    private volatile boolean stopping;

    Load(Replica first) {
        nodes.add(first);
    }

    void alsoOver(Replica node) {
        nodes.add(node);
    }

    Load start(int clients) {
        for (int i = 0; i < clients; i++) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            writeNext(end);
        }
        return this;
    }

    private void writeNext(CompletableFuture<Void> end) {
        if (stopping) {
            end.complete(null);
        } else {
            write(next.getAndIncrement(), 0, end);
        }
    }

    private void write(int number, int attempt, CompletableFuture<Void> end) {
        Replica node = nodes.get((number + attempt) % nodes.size());
        byte[] text = key(number);
        var _ = node.write(Operation.Put.of(text, text)).whenComplete((reply, failure) -> {
            if (reply instanceof Reply.PutReply) {
                countDone();
                writeNext(end);
            } else if (isRefused(failure) && attempt < 2 * nodes.size()) {
                write(number, attempt + 1, end);
            } else {
                failures.add(number + ": " + reply + " " + failure);
                writeNext(end);
            }
        });
    }

    private static boolean isRefused(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof RequestException refused && !refused.kind().mayHaveTakenEffect();
    }

    synchronized int done() {
        return done;
    }

    private synchronized void countDone() {
        done++;
        notifyAll();
    }

    /** Waits until so many more writes are done. */
    synchronized void await(int more) {
        int goal = done + more;
        try {
            while (done < goal) {
                wait();
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(
                    "only " + done + " of " + goal + " writes were done; failed: " + failures, stopped);
        }
    }

    /** Lets the clients end, and gives what went wrong. */
    List<String> stop() {
        stopping = true;
        ends.forEach(CompletableFuture::join);
        return List.copyOf(failures);
    }

    /** How many keys were begun. */
    int begun() {
        return next.get();
    }

    static byte[] key(int number) {
        return ("key-" + number).getBytes(UTF_8);
    }
}
