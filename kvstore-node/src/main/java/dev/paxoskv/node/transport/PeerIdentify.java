package dev.paxoskv.node.transport;

import dev.paxoskv.node.codec.IntroductionCodec;
import dev.paxoskv.node.codec.MalformedException;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.peer.v1.IdentifyReply;
import dev.paxoskv.peer.v1.PeerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks nodes who they are. Any thread. */
public final class PeerIdentify {
    private final PeerChannels channels;

    /** Asks over these connections. */
    public PeerIdentify(PeerChannels channels) {
        this.channels = channels;
    }

    /**
     * Asks one node, over a connection of its own.
     *
     * @param address its peer address
     * @param asker who asks
     * @param timeout how long to wait
     * @return its introduction; an exception if none came in time or it was none. Completed on the thread of the
     *     connections
     */
    public CompletableFuture<Introduction> ask(String address, Introduction asker, Duration timeout) {
        CompletableFuture<Introduction> answer = new CompletableFuture<>();
        ManagedChannel channel;
        try {
            channel = channels.open(address);
        } catch (IllegalArgumentException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
        var _ = answer.whenComplete((_, _) -> channel.shutdownNow());
        PeerGrpc.newStub(channel)
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .identify(IntroductionCodec.encodeRequest(asker), new Answer(answer));
        return answer;
    }

    private record Answer(CompletableFuture<Introduction> answer) implements StreamObserver<IdentifyReply> {
        @Override
        public void onNext(IdentifyReply reply) {
            try {
                answer.complete(IntroductionCodec.decode(reply));
            } catch (MalformedException broken) {
                answer.completeExceptionally(broken);
            }
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            answer.completeExceptionally(new MalformedException("an answer without an introduction"));
        }
    }
}
