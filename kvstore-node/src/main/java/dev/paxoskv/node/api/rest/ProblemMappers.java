package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.replica.KeyValueService;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the resources of Quarkus REST throw, as problem documents. */
@Singleton
public class ProblemMappers {

    private final KeyValueService service;

    ProblemMappers(KeyValueService service) {
        this.service = service;
    }

    /** Whatever a resource failed with. */
    @ServerExceptionMapper
    public Response failure(RuntimeException failure) {
        return response(Exchange.logged(Problem.of(failure), failure));
    }

    /** What REST itself refuses: an unknown path, a method or a media type that there is not. */
    @ServerExceptionMapper
    public Response refusal(WebApplicationException refusal, @Context HttpServerRequest request) {
        Response original = refusal.getResponse();
        String path = RequestTarget.pathOf(request.uri());
        Object allow = original.getHeaderString(HttpHeaders.ALLOW);
        Problem problem = switch (original.getStatus()) {
            case 404 -> Problem.noResource(path);
            case 405 -> Problem.methodNotAllowed(request.method().name(), String.valueOf(allow));
            case 406 -> Problem.ofStatus(406, "answers here are JSON; ask with Accept: application/json");
            case 415 -> Problem.ofStatus(415, "send JSON, with Content-Type: application/json");
            default -> Problem.ofStatus(original.getStatus(), String.valueOf(refusal.getMessage()));
        };
        return Response.fromResponse(response(problem))
                .header(HttpHeaders.ALLOW, allow)
                .build();
    }

    private Response response(Problem problem) {
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.toJson(service.status()).encode());
        if (problem.isPassing()) {
            response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER);
        }
        return response.build();
    }
}
