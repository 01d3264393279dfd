package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.VersionCursor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.util.concurrent.TimeUnit;

/**
 * All keys as one JSON array, sent piece by piece as the client takes it, so that it costs the same memory whatever the
 * size of the store. Keys that are not UTF-8 are left out.
 *
 * <p>Pieces are made on a worker and sent on the event loop, in turns. A client that does not take the whole list within
 * some minutes is cut off, because the state that it reads cannot be cleaned up meanwhile.
 */
final class KeyListing {

    private static final int PIECE_BYTES = 64 << 10;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final String JSON = "application/json";

    private final Exchange exchange;
    private final HttpWorkers workers;
    private final ReadView.Hold hold;
    private final VersionCursor cursor;
    private final long end = System.nanoTime() + PATIENCE_NANOS;
    private boolean first = true;

    KeyListing(Exchange exchange, HttpWorkers workers, ReadView view) {
        this.exchange = exchange;
        this.workers = workers;
        hold = view.hold();
        cursor = view.cursor(new byte[0], null);
    }

    void start() {
        try {
            workers.run(this::makePiece);
        } catch (RuntimeException refused) {
            hold.close();
            throw refused;
        }
    }

    private void makePiece() {
        Buffer piece = Buffer.buffer(first ? "[" : "");
        boolean more = false;
        try {
            while (piece.length() < PIECE_BYTES && (more = cursor.next())) {
                append(piece, cursor.key());
            }
        } catch (RuntimeException e) {
            hold.close();
            exchange.onEventLoop(() -> breakOff(e));
            return;
        }
        boolean last = !more;
        if (last) {
            piece.appendString("]");
            hold.close();
        }
        exchange.onEventLoop(() -> send(piece, last));
    }

    private void append(Buffer piece, byte[] key) {
        String text = Utf8.textOrNull(key);
        if (text == null) {
            return;
        }
        if (!first || piece.length() > 1) {
            piece.appendString(",");
        }
        first = false;
        piece.appendBuffer(Json.encodeToBuffer(text));
    }

    private void send(Buffer piece, boolean last) {
        if (exchange.isOver()) {
            hold.close();
            exchange.ended(Outcome.REFUSED);
            return;
        }
        if (last && !exchange.response().headWritten()) {
            exchange.end(200, JSON, piece);
            return;
        }
        begin();
        if (last) {
            exchange.response().end(piece);
            exchange.ended(Outcome.OK);
        } else {
            exchange.response().write(piece);
            goOn();
        }
    }

    private void begin() {
        if (!exchange.response().headWritten()) {
            exchange.response().setChunked(true).putHeader(HttpHeaderNames.CONTENT_TYPE, JSON);
        }
    }

    private void goOn() {
        if (!exchange.response().writeQueueFull()) {
            nextPiece();
            return;
        }
        long patience = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        long timer = exchange.vertx().setTimer(patience, _ -> cutOff());
        exchange.response().drainHandler(_ -> {
            exchange.vertx().cancelTimer(timer);
            nextPiece();
        });
    }

    private void nextPiece() {
        if (System.nanoTime() - end > 0) {
            cutOff();
        } else {
            exchange.attempt(() -> workers.run(this::makePiece), _ -> cutOff());
        }
    }

    private void breakOff(RuntimeException failure) {
        Problem problem = Exchange.logged(Problem.ofRead(failure), failure);
        if (exchange.response().headWritten()) {
            cutOff();
        } else {
            exchange.endAsText(problem);
        }
    }

    /** A list that is not whole must not look whole, so the connection ends before the answer does. */
    private void cutOff() {
        hold.close();
        exchange.response().reset();
        exchange.ended(Outcome.REFUSED);
    }
}
