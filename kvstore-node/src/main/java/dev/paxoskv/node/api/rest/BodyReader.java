package dev.paxoskv.node.api.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;

/**
 * Takes in a request's body as it is, whatever its Content-Type, up to a limit. A body that ends before its announced end
 * is no body: neither consumer is called with it, and nothing is done.
 *
 * <p>Runs on the request's event loop.
 */
final class BodyReader {

    /** A body over the limit is read to its end up to this size, since many clients only read the answer after that. */
    private static final long LONGEST_DISCARDED = 64L << 20;

    private final HttpServerRequest request;
    private final int limit;
    private final BodyBudget budget;
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> refused;
    private Buffer body = Buffer.buffer();
    private long seen;
    private long taken;
    private Problem problem = Problem.badRequest("");
    private State state = State.READING;

    private enum State {
        READING,
        DISCARDING,
        ENDED
    }

    private BodyReader(
            HttpServerRequest request,
            int limit,
            BodyBudget budget,
            Consumer<byte[]> whole,
            Consumer<Problem> refused) {
        this.request = request;
        this.limit = limit;
        this.budget = budget;
        this.whole = whole;
        this.refused = refused;
    }

    /**
     * Reads the body of a request.
     *
     * @param whole gets the body once it is there to its last byte
     * @param refused gets the reason why it was not taken
     */
    static void read(
            HttpServerRequest request,
            int limit,
            BodyBudget budget,
            Consumer<byte[]> whole,
            Consumer<Problem> refused) {
        new BodyReader(request, limit, budget, whole, refused).begin();
    }

    private void begin() {
        boolean asks = HttpHeaderValues.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT));
        long announced = announcedLength();
        if (announced > limit && (asks || announced > LONGEST_DISCARDED)) {
            refuseUnread();
            return;
        }
        if (announced == 0) {
            whole.accept(new byte[0]);
            return;
        }
        request.handler(this::chunk);
        request.exceptionHandler(_ -> drop());
        request.endHandler(_ -> end());
        if (asks) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /** 0 where there is no body; -1 where its length is not announced. */
    private long announcedLength() {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        if (length == null) {
            return request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) == null && !isHttp2() ? 0 : -1;
        }
        try {
            return Long.parseLong(length.strip());
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private boolean isHttp2() {
        return request.version() == HttpVersion.HTTP_2;
    }

    private void chunk(Buffer chunk) {
        seen += chunk.length();
        switch (state) {
            case READING -> take(chunk);
            case DISCARDING -> {
                if (seen > LONGEST_DISCARDED) {
                    refuseUnread();
                }
            }
            case ENDED -> {
                // the connection is being closed
            }
        }
    }

    private void take(Buffer chunk) {
        if (seen > limit) {
            discard(Problem.bodyTooLarge(limit));
        } else if (budget.take(chunk.length())) {
            taken += chunk.length();
            body.appendBuffer(chunk);
        } else {
            discard(Problem.overloaded("too many bodies arrive at once; try again later, or at another node"));
        }
    }

    private void discard(Problem why) {
        release();
        problem = why;
        state = State.DISCARDING;
    }

    private void refuseUnread() {
        state = State.ENDED;
        request.response()
                .putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .endHandler(_ -> request.connection().close());
        refused.accept(Problem.bodyTooLarge(limit));
    }

    private void end() {
        State was = state;
        state = State.ENDED;
        if (was == State.READING) {
            byte[] bytes = body.getBytes();
            release();
            whole.accept(bytes);
        } else if (was == State.DISCARDING) {
            refused.accept(problem);
        }
    }

    /** The connection broke, or what came was not HTTP: there is nobody to answer. */
    private void drop() {
        if (state != State.ENDED) {
            state = State.ENDED;
            release();
        }
    }

    private void release() {
        budget.giveBack(taken);
        taken = 0;
        body = Buffer.buffer();
    }
}
