package dev.paxoskv.node.transport;

import dev.paxoskv.peer.v1.ConnectReply;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a node answers on a stream that a test opened by hand. */
final class Replies implements StreamObserver<ConnectReply> {
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    @Override
    public void onNext(ConnectReply reply) {
        events.add(reply);
    }

    @Override
    public void onError(Throwable failure) {
        events.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        events.add(Status.OK);
    }

    ConnectReply next() throws InterruptedException {
        return (ConnectReply) event();
    }

    Status end() throws InterruptedException {
        return (Status) event();
    }

    private Object event() throws InterruptedException {
        Object event = events.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no reply");
        }
        return event;
    }
}
