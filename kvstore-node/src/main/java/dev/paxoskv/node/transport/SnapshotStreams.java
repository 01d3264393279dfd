package dev.paxoskv.node.transport;

import com.google.protobuf.UnsafeByteOperations;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.transport.SnapshotServer.SnapshotUnavailableException;
import dev.paxoskv.peer.v1.SnapshotFrame;
import dev.paxoskv.peer.v1.SnapshotRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that go out to members that are far behind: a few at a time, on threads of their own, each at the pace of
 * its receiver.
 */
final class SnapshotStreams {
    /** Most at a time; whoever comes on top asks again, here or elsewhere. */
    private static final int MAX_STREAMS = 4;

    private static final int THREADS = 2;

    private final InboundStreams inbound;
    private final SnapshotServer server;
    private final AtomicInteger open = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().daemon().name("snapshot-send").unstarted(task),
            new ThreadPoolExecutor.DiscardPolicy());

    SnapshotStreams(InboundStreams inbound, SnapshotServer server) {
        this.inbound = inbound;
        this.server = server;
        threads.allowCoreThreadTimeOut(true);
    }

    /** A caller wants frames. Returns at once. */
    void open(SnapshotRequest request, ServerCallStreamObserver<SnapshotFrame> replies) {
        if (inbound.admit(request.getHello()) instanceof Admission.Denied denied) {
            refuse(replies, Status.PERMISSION_DENIED, denied.text());
        } else if (open.incrementAndGet() > MAX_STREAMS) {
            open.decrementAndGet();
            refuse(replies, Status.RESOURCE_EXHAUSTED, "as many snapshots as may be are under way; ask again later");
        } else {
            start(request, replies);
        }
    }

    private void start(SnapshotRequest request, ServerCallStreamObserver<SnapshotFrame> replies) {
        Sending sending;
        try {
            sending = new Sending(replies, position(request));
        } catch (SnapshotException malformed) {
            open.decrementAndGet();
            refuse(replies, Status.INVALID_ARGUMENT, String.valueOf(malformed.getMessage()));
            return;
        }
        replies.setOnReadyHandler(sending::wake);
        replies.setOnCancelHandler(sending::cancel);
        MemberId from = new MemberId(request.getHello().getFromMember());
        var _ = server.open(from, request.getCapture()).whenComplete(sending::opened);
    }

    private static FramePosition position(SnapshotRequest request) {
        return request.getPosition().isEmpty()
                ? FramePosition.START
                : FramePosition.decode(request.getPosition().toByteArray());
    }

    private static void refuse(ServerCallStreamObserver<SnapshotFrame> replies, Status status, String text) {
        replies.onError(status.withDescription(text).asRuntimeException());
    }

    /** Ends the threads, once they have sent the frame that they are at. */
    void stop() {
        threads.shutdown();
    }

    /** One snapshot on its way out. Frames are read and sent by one thread at a time, whenever the network takes more. */
    private final class Sending implements Runnable {
        private final ServerCallStreamObserver<SnapshotFrame> replies;
        private final AtomicInteger wakes = new AtomicInteger();
        private FramePosition position;
        private @Nullable FrameSource source;
        private boolean ended;
        private volatile boolean cancelled;

        Sending(ServerCallStreamObserver<SnapshotFrame> replies, FramePosition position) {
            this.replies = replies;
            this.position = position;
        }

        synchronized void opened(@Nullable FrameSource opened, @Nullable Throwable failure) {
            if (opened == null) {
                fail(failure);
            } else if (ended) {
                opened.close();
            } else {
                source = opened;
                wake();
            }
        }

        void wake() {
            if (wakes.getAndIncrement() == 0) {
                threads.execute(this);
            }
        }

        @Override
        public void run() {
            int seen;
            do {
                seen = wakes.get();
                sendWhileReady();
            } while (!wakes.compareAndSet(seen, 0));
        }

        private synchronized void sendWhileReady() {
            try {
                while (source != null && !ended && !cancelled && replies.isReady()) {
                    Frame frame = source.read(position);
                    replies.onNext(SnapshotFrame.newBuilder()
                            .setFrame(UnsafeByteOperations.unsafeWrap(frame.bytes()))
                            .build());
                    position = frame.next();
                    if (position.isEnd()) {
                        replies.onCompleted();
                        end();
                    }
                }
            } catch (RuntimeException failure) {
                fail(failure);
            }
            if (cancelled) {
                end();
            }
        }

        /** The receiver went away. */
        void cancel() {
            cancelled = true;
            wake();
        }

        private void fail(@Nullable Throwable failure) {
            Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            boolean wasOpen = !ended;
            end();
            if (wasOpen && !cancelled) {
                refuse(replies, statusOf(cause), cause == null ? "no snapshot" : String.valueOf(cause.getMessage()));
            }
        }

        private static Status statusOf(@Nullable Throwable cause) {
            if (cause instanceof SnapshotUnavailableException unavailable) {
                return unavailable.isGone() ? Status.NOT_FOUND : Status.RESOURCE_EXHAUSTED;
            }
            return cause instanceof IllegalStateException ? Status.NOT_FOUND : Status.INTERNAL;
        }

        private synchronized void end() {
            if (ended) {
                return;
            }
            ended = true;
            open.decrementAndGet();
            if (source != null) {
                source.close();
            }
        }
    }
}
