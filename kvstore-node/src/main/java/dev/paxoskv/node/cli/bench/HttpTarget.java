package dev.paxoskv.node.cli.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** An HTTP/1.1 interface over as many kept connections as there are clients, on few event loop threads. */
final class HttpTarget implements Target {
    private final BenchPlan plan;
    private final HttpDialect dialect;
    private final Vertx vertx;
    private final HttpClient http;

    HttpTarget(BenchPlan plan, HttpDialect dialect) {
        this.plan = plan;
        this.dialect = dialect;
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(plan.ioThreads())
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(plan.clients())
                .setMaxWaitQueueSize(plan.clients())
                .setConnectTimeout((int) plan.timeout().toMillis())
                .setTcpNoDelay(true));
    }

    @Override
    public void send(int client, Operation operation, byte[] key, byte[] value, Completion completion) {
        HttpDialect.Request request = dialect.request(operation, key, value);
        http.request(options(plan.endpointOf(client), request))
                .compose(prepared -> transmit(prepared, request.body()))
                .compose(response ->
                        response.body().map(body -> dialect.errorIn(operation, response.statusCode(), body)))
                .onComplete(result -> completion.done(result.succeeded() ? result.result() : kindOf(result.cause())));
    }

    private static Future<HttpClientResponse> transmit(HttpClientRequest request, Buffer body) {
        return body.length() == 0 ? request.send() : request.send(body);
    }

    private static String kindOf(Throwable problem) {
        return switch (problem) {
            case TimeoutException _ -> "timeout";
            case ConnectException _ -> "cannot connect";
            default -> problem.getClass().getSimpleName();
        };
    }

    private RequestOptions options(BenchPlan.Endpoint endpoint, HttpDialect.Request request) {
        return new RequestOptions()
                .setMethod(request.method())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(request.uri())
                .setTimeout(plan.timeout().toMillis());
    }

    @Override
    public void close() {
        http.close();
        vertx.close();
    }
}
