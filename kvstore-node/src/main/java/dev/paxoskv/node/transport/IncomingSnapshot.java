package dev.paxoskv.node.transport;

import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.peer.v1.PeerGrpc;
import dev.paxoskv.peer.v1.SnapshotFrame;
import dev.paxoskv.peer.v1.SnapshotRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call for a snapshot, over a connection of its own: a large answer does not hold up the members' messages. The frames
 * that wait here are no more than were asked for.
 */
final class IncomingSnapshot implements SnapshotPull, ClientResponseObserver<SnapshotRequest, SnapshotFrame> {
    /** Frames that may be on their way. */
    private static final int AHEAD = 4;

    private static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final ManagedChannel channel;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<SnapshotRequest> call;

    /** What arrives. */
    private sealed interface Event {
        record Arrived(byte[] frame) implements Event {}

        record Ended(SnapshotPullException why) implements Event {}
    }

    private IncomingSnapshot(ManagedChannel channel) {
        this.channel = channel;
    }

    static IncomingSnapshot begin(PeerChannels channels, String address, SnapshotRequest request)
            throws SnapshotPullException {
        ManagedChannel channel;
        try {
            channel = channels.open(address, Frame.MAX_BYTES + MESSAGE_OVERHEAD_BYTES);
        } catch (IllegalArgumentException unusable) {
            throw new SnapshotPullException(false, address + " is no address: " + unusable.getMessage());
        }
        IncomingSnapshot begun = new IncomingSnapshot(channel);
        PeerGrpc.newStub(channel).pullSnapshot(request, begun);
        return begun;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SnapshotRequest> starting) {
        call = starting;
        starting.disableAutoRequestWithInitial(AHEAD);
    }

    // the network's thread

    @Override
    public void onNext(SnapshotFrame frame) {
        events.add(new Event.Arrived(frame.getFrame().toByteArray()));
    }

    @Override
    public void onError(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        boolean lost = status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.CANCELLED;
        events.add(new Event.Ended(new SnapshotPullException(
                lost, status.getDescription() == null ? status.getCode().name() : status.getDescription())));
    }

    @Override
    public void onCompleted() {
        events.add(new Event.Ended(new SnapshotPullException(false, "the sender says that there is no more")));
    }

    // who pulls

    @Override
    public byte @Nullable [] next(Duration patience) throws SnapshotPullException, InterruptedException {
        Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return switch (event) {
            case null -> null;
            case Event.Arrived(byte[] frame) -> {
                if (call != null) {
                    call.request(1);
                }
                yield frame;
            }
            case Event.Ended(SnapshotPullException why) -> {
                events.add(event); // for whoever asks again
                throw why;
            }
        };
    }

    @Override
    public void close() {
        channel.shutdownNow();
        events.add(new Event.Ended(new SnapshotPullException(false, "the transfer was given up")));
    }
}
