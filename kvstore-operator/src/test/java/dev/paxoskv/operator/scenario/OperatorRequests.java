package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What operators ask of an API server. The mock tells of each request that comes with an operator's name; before a real server,
 * the operators' clients tell of what they send.
 */
final class OperatorRequests {

    /** Each change but events, as user agent, method and path. */
    final List<String> writes = new CopyOnWriteArrayList<>();

    /** What has to be permitted, as {@link Permissions} has it. */
    final Set<String> asked = ConcurrentHashMap.newKeySet();

    void add(String agent, HttpMethod method, String path) {
        asked.add(Permissions.of(method, path));
        if (method != HttpMethod.GET && !path.contains("/events")) {
            writes.add(agent + " " + method + " " + path);
        }
    }

    /** Tells of what a client sends. */
    Interceptor of(String agent) {
        return new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                String query = request.uri().getRawQuery();
                String path = request.uri().getRawPath() + (query == null ? "" : "?" + query);
                add(agent, HttpMethod.valueOf(request.method()), path);
            }
        };
    }
}
