package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.replica.SnapshotHandle;
import dev.paxoskv.node.snapshot.SnapshotStream;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot, sent part by part as the client takes it: one part is in memory, whatever the size of the store. Parts are
 * made on a worker and sent on the event loop, in turns. A client that takes nothing for a minute is cut off, since what it
 * reads takes space as long as it is open.
 */
final class SnapshotSending {
    private static final Logger LOG = Logger.getLogger(SnapshotSending.class);
    private static final long PATIENCE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final Exchange exchange;
    private final HttpWorkers workers;
    private final SnapshotHandle snapshot;
    private final SnapshotStream stream;
    private boolean making;
    private boolean over;

    SnapshotSending(Exchange exchange, HttpWorkers workers, SnapshotHandle snapshot) {
        this.exchange = exchange;
        this.workers = workers;
        this.snapshot = snapshot;
        this.stream = new SnapshotStream(snapshot);
    }

    /** Begins; on the event loop, as everything here is but the making of a part. */
    void start() {
        if (exchange.isOver()) {
            end(Outcome.REFUSED);
            return;
        }
        exchange.response().closeHandler(_ -> gone());
        String name = "paxoskv-" + snapshot.header().genesis().cluster() + "-"
                + snapshot.header().revision() + ".snapshot";
        exchange.response()
                .setChunked(true)
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                .putHeader(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .putHeader("X-KV-Revision", Long.toString(snapshot.header().revision()));
        nextPart();
    }

    private void nextPart() {
        if (over) {
            return;
        }
        making = true;
        exchange.attempt(() -> workers.run(this::makePart), _ -> cutOff());
    }

    private void makePart() {
        byte @Nullable [] part;
        try {
            part = stream.next();
        } catch (RuntimeException e) {
            LOG.error("A snapshot could not be read", e);
            exchange.onEventLoop(this::cutOff);
            return;
        }
        exchange.onEventLoop(() -> send(part));
    }

    private void send(byte @Nullable [] part) {
        making = false;
        if (exchange.isOver()) {
            end(Outcome.REFUSED);
        } else if (part == null) {
            exchange.response().end();
            end(Outcome.OK);
        } else {
            exchange.response().write(Buffer.buffer(part));
            goOn();
        }
    }

    private void goOn() {
        if (!exchange.response().writeQueueFull()) {
            nextPart();
            return;
        }
        long timer = exchange.vertx().setTimer(PATIENCE_MILLIS, _ -> cutOff());
        exchange.response().drainHandler(_ -> {
            if (exchange.vertx().cancelTimer(timer)) {
                nextPart();
            }
        });
    }

    /** The client went away. If a part is being made, what follows on it sees that. */
    private void gone() {
        if (!making) {
            end(Outcome.REFUSED);
        }
    }

    /** What is not whole must not look whole, so the connection ends before the answer does. */
    private void cutOff() {
        making = false;
        exchange.response().reset();
        end(Outcome.REFUSED);
    }

    private void end(Outcome outcome) {
        if (!over) {
            over = true;
            snapshot.close();
            exchange.ended(outcome);
        }
    }
}
