package dev.paxoskv.node.api.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets go of the clients over HTTP before the server goes down, which would cut off whatever is under way. First nobody can
 * connect any more. Every answer then tells its client that the connection ends with it; a client that is quiet is given a
 * moment to ask for that answer, and loses its connection between two requests otherwise. Over HTTP/2, a GOAWAY says the
 * same at once. All the while requests are served as ever.
 *
 * <p>Any thread.
 */
@Singleton
public final class HttpDrain {
    /** How long a quiet client keeps its connection. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Before all other routes, so that no request is overlooked. */
    private static final int BEFORE_ALL = RawRoutes.FIRST - 1;

    private final Map<HttpConnection, Client> clients = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private volatile boolean draining;

    void register(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::track);
    }

    private void track(RoutingContext routing) {
        HttpConnection connection = routing.request().connection();
        Client client = clients.computeIfAbsent(
                connection, it -> new Client(it, routing.request().version()));
        if (draining) {
            client.askToLeave();
        }
        client.begin(routing);
        routing.next();
    }

    /**
     * Takes no more connections, and returns when all are closed, or when the time is over; what is under way then is cut
     * off when the server goes down.
     */
    public void drain(Duration patience) {
        clients.keySet().stream().findAny().ifPresent(any -> closeListener(any).syncUninterruptibly());
        draining = true;
        clients.values().forEach(Client::askToLeave);
        checkGone();
        if (!awaitGone(LINGER)) {
            clients.values().forEach(Client::closeIfQuiet);
            awaitGone(patience.minus(LINGER));
        }
    }

    /** Vert.x knows no way to close the port alone, but every connection knows whose child it is. */
    private static ChannelFuture closeListener(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        Channel listener = channel.parent();
        return listener == null ? channel.newSucceededFuture() : listener.close();
    }

    private boolean awaitGone(Duration limit) {
        try {
            allGone.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException late) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void checkGone() {
        if (draining && clients.isEmpty()) {
            allGone.complete(null);
        }
    }

    /** One connection. */
    private final class Client {
        private final HttpConnection connection;
        private final boolean multiplexed;
        private final AtomicInteger requests = new AtomicInteger();

        Client(HttpConnection connection, HttpVersion version) {
            this.connection = connection;
            this.multiplexed = version == HttpVersion.HTTP_2;
            connection.closeHandler(_ -> {
                clients.remove(connection);
                checkGone();
            });
        }

        void begin(RoutingContext routing) {
            requests.incrementAndGet();
            AtomicBoolean last = new AtomicBoolean();
            if (!multiplexed) {
                routing.addHeadersEndHandler(_ -> {
                    if (draining) {
                        routing.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                        last.set(true);
                    }
                });
            }
            routing.addEndHandler(_ -> {
                requests.decrementAndGet();
                if (last.get()) {
                    connection.close(); // behind what was written
                }
            });
        }

        /** What can be said without an answer. It may have come through a door that nobody had noticed. */
        void askToLeave() {
            var _ = closeListener(connection);
            if (multiplexed) {
                connection.shutdown();
            }
        }

        /** On the thread that requests come in on, so that none is overlooked that is there. */
        void closeIfQuiet() {
            ((ConnectionBase) connection).channel().eventLoop().execute(() -> {
                if (requests.get() == 0) {
                    connection.close();
                }
            });
        }
    }
}
