package dev.paxoskv.node.api.etcd;

import com.google.protobuf.UnsafeByteOperations;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.replica.SnapshotHandle;
import dev.paxoskv.node.snapshot.SnapshotStream;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is streamed to an etcd client as fast as it takes it, with one part of it in memory. Parts are made and
 * sent on the threads for large reads, one at a time. A client that takes nothing for a minute is cut off, since what it
 * reads takes space as long as it is open.
 */
final class SnapshotCall {
    private static final Executor A_MINUTE_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES);

    private final ServerCallStreamObserver<SnapshotResponse> observer;
    private final Call<SnapshotResponse> call;
    private final LargeReads threads;
    private @Nullable SnapshotHandle snapshot;
    private @Nullable SnapshotStream stream;
    private ResponseHeader header = ResponseHeader.getDefaultInstance();
    private boolean sending;
    private boolean over;
    private long turns;

    /** A call without a snapshot yet; made while the call begins, which is when it has to register for what the client does. */
    SnapshotCall(ServerCallStreamObserver<SnapshotResponse> observer, Call<SnapshotResponse> call, LargeReads threads) {
        this.observer = observer;
        this.call = call;
        this.threads = threads;
        observer.setOnReadyHandler(this::goOn);
        observer.setOnCancelHandler(this::cancelled);
    }

    /** Begins to send, unless the client is gone. */
    synchronized void send(SnapshotHandle taken, ResponseHeader atItsRevision) {
        if (over) {
            taken.close();
            return;
        }
        snapshot = taken;
        stream = new SnapshotStream(taken);
        header = atItsRevision;
        goOn();
    }

    private synchronized void goOn() {
        if (stream == null || sending || over) {
            return;
        }
        turns++;
        if (observer.isReady()) {
            sending = true;
            threads.run(this::sendParts, this::refused);
        } else {
            long waitsSince = turns;
            A_MINUTE_LATER.execute(() -> cutOffUnlessMoved(waitsSince));
        }
    }

    private void sendParts() {
        SnapshotStream from = stream;
        if (from == null) {
            return;
        }
        try {
            boolean more = true;
            while (more && !isOver() && observer.isReady()) {
                byte @Nullable [] part = from.next();
                more = part != null;
                if (part != null) {
                    observer.onNext(response(part));
                }
            }
            if (more) {
                paused();
            } else {
                complete();
            }
        } catch (RuntimeException e) {
            end(() -> call.fail(e));
        }
    }

    private SnapshotResponse response(byte[] part) {
        return SnapshotResponse.newBuilder()
                .setHeader(header)
                .setBlob(UnsafeByteOperations.unsafeWrap(part))
                .build();
    }

    private void paused() {
        synchronized (this) {
            sending = false;
            if (over) {
                closeSnapshot();
            }
        }
        goOn();
    }

    private void complete() {
        end(call::complete);
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void cancelled() {
        over = true;
        if (!sending) {
            closeSnapshot();
        }
        call.cancelled();
    }

    private void refused(RequestException refusal) {
        end(() -> call.fail(refusal));
    }

    private void cutOffUnlessMoved(long waitsSince) {
        boolean stuck;
        synchronized (this) {
            stuck = turns == waitsSince && !sending && !over;
        }
        if (stuck) {
            refused(new RequestException(
                    RequestException.Kind.NOT_SERVING, "the client has taken nothing of the snapshot for a minute"));
        }
    }

    private void end(Runnable answer) {
        synchronized (this) {
            sending = false;
            closeSnapshot();
            if (over) {
                return;
            }
            over = true;
        }
        answer.run();
    }

    private void closeSnapshot() {
        SnapshotHandle held = snapshot;
        if (held != null) {
            held.close();
        }
    }
}
