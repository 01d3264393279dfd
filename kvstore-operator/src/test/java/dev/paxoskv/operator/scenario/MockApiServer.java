package dev.paxoskv.operator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fabric8's mock in CRUD mode, with what it lacks and the operator needs: server-side apply, which creates what is missing and
 * changes nothing that is as it is to be; and evictions.
 */
final class MockApiServer extends KubernetesCrudDispatcher {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    /** Says each request otherwise. Kept here, since loggers that nobody holds forget their level. */
    private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver.MockWebServer");

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    private final OperatorRequests requests;

    /** The user agent of the operator, to tell it from the rest of the world. */
    static final String OPERATOR = "paxoskv-operator";

    /** Groups of kinds that nobody has installed. */
    final Set<String> unknownGroups = ConcurrentHashMap.newKeySet();

    /** Somebody's edit of the resource, which comes just before the operator's next change of its status, once. */
    final AtomicReference<@Nullable JsonNode> editBeforeStatus = new AtomicReference<>();

    /** Tells of the operators' requests. */
    MockApiServer(OperatorRequests requests) {
        this.requests = requests;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = request.getPath();
        String agent = request.getHeader("User-Agent");
        if (agent != null && agent.startsWith(OPERATOR)) {
            requests.add(agent, request.method(), path);
        }
        if (unknownGroups.stream().anyMatch(group -> path.startsWith("/apis/" + group + "/"))) {
            return new MockResponse().setResponseCode(404).setBody("{}");
        }
        if (path.endsWith("/selfsubjectrulesreviews")) {
            return new MockResponse().setResponseCode(201).setBody(Permissions.reviewOfLeaseRole());
        }
        return path.endsWith("/eviction") ? evict(path) : super.dispatch(request);
    }

    private MockResponse evict(String path) {
        return handleDelete(path.substring(0, path.length() - "/eviction".length()));
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
        String type = request.getHeader("Content-Type");
        boolean isApply = type != null && type.startsWith("application/apply-patch");
        boolean isMerge = type != null && type.startsWith("application/merge-patch");
        return isApply ? apply(request) : isMerge ? mergePatch(request) : super.handlePatch(request);
    }

    /** As RFC 7386 has it; the mock's own adds to lists instead of replacing them. */
    private MockResponse mergePatch(RecordedRequest request) {
        String path = request.getPath().replaceAll("\\?.*$", "");
        try {
            JsonNode patch = JSON.readTree(request.getUtf8Body());
            Map.Entry<AttributeSet, String> found = findResource(getKey(path));
            if (found == null) {
                return new MockResponse().setResponseCode(404).setBody("{}");
            }
            ObjectNode old = (ObjectNode) JSON.readTree(found.getValue());
            JsonNode metadata = patch.path("metadata");
            boolean same = isSame(old, metadata, "resourceVersion") && isSame(old, metadata, "uid");
            return same
                    ? handleUpdate(request(HttpMethod.PUT, path, merge(old, patch)))
                    : new MockResponse().setResponseCode(409).setBody("{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(JsonNode old, JsonNode metadata, String field) {
        return !metadata.has(field)
                || metadata.get(field).equals(old.path("metadata").get(field));
    }

    private MockResponse apply(RecordedRequest request) {
        String path = request.getPath().replaceAll("\\?.*$", "");
        boolean status = path.endsWith("/status");
        String object = status ? path.substring(0, path.length() - "/status".length()) : path;
        try {
            JsonNode applied = YAML.readTree(request.getUtf8Body());
            Map.Entry<AttributeSet, String> found = findResource(getKey(object));
            if (found == null && status) {
                return new MockResponse().setResponseCode(404).setBody("{}");
            }
            if (found == null) {
                return handleCreate(request(HttpMethod.POST, object.replaceAll("/[^/]+$", ""), applied));
            }
            JsonNode old = JSON.readTree(found.getValue());
            JsonNode edit = status ? editBeforeStatus.getAndSet(null) : null;
            if (edit != null) {
                var _ = handleUpdate(request(HttpMethod.PUT, object, merge(old.deepCopy(), edit)));
                return apply(request);
            }
            String expected = applied.path("metadata").path("resourceVersion").asText("");
            if (!expected.isEmpty()
                    && !expected.equals(
                            old.path("metadata").path("resourceVersion").asText())) {
                return new MockResponse().setResponseCode(409).setBody("{}");
            }
            ObjectNode changed = status ? withStatus(old, applied) : merge(old.deepCopy(), applied);
            return changed.equals(old)
                    ? new MockResponse().setResponseCode(200).setBody(found.getValue())
                    : handleUpdate(request(HttpMethod.PUT, path, changed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordedRequest request(HttpMethod method, String path, JsonNode body) {
        return new RecordedRequest(
                "HTTP/1.1",
                method,
                path,
                io.fabric8.mockwebserver.http.Headers.builder()
                        .add("Content-Type", "application/json")
                        .build(),
                new Buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static ObjectNode withStatus(JsonNode old, JsonNode applied) {
        ObjectNode changed = old.deepCopy();
        changed.set("status", applied.path("status"));
        return changed;
    }

    private static ObjectNode merge(ObjectNode into, JsonNode applied) {
        applied.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                JsonNode _ = into.remove(field.getKey());
                return;
            }
            JsonNode present = into.get(field.getKey());
            boolean both = field.getValue().isObject() && present instanceof ObjectNode;
            into.set(field.getKey(), both ? merge((ObjectNode) present, field.getValue()) : field.getValue());
        });
        return into;
    }
}
