package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be true of any object that is installed. */
final class ObjectChecks {

    private static final KubernetesSerialization MODEL = new KubernetesSerialization();

    static final Set<String> OF_NO_NAMESPACE =
            Set.of("Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding");

    private ObjectChecks() {}

    static void check(List<JsonNode> objects) {
        assertThat(objects).extracting(Manifests::id).doesNotHaveDuplicates();
        objects.forEach(ObjectChecks::check);
    }

    private static void check(JsonNode object) {
        String id = Manifests.id(object);
        assertThat(object.path("apiVersion").asText()).as(id).isNotEmpty();
        assertThat(Manifests.name(object)).as(id).matches("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
        assertThat(object.path("metadata").has("namespace"))
                .as("%s names its namespace", id)
                .isEqualTo(!OF_NO_NAMESPACE.contains(Manifests.kind(object)));
        List<String> unknown = new ArrayList<>();
        collectUnknown("", MODEL.unmarshal(object.toString()), unknown);
        assertThat(unknown).as("fields of %s that Kubernetes does not know", id).isEmpty();
        for (JsonNode pod : List.of(object.at("/spec/template/spec"), object.path("spec"))) {
            if (pod.has("containers")) {
                checkRestricted(id, pod);
            }
        }
    }

    /** The strictest of Kubernetes' levels of pod security, and a root file system that nobody writes to. */
    private static void checkRestricted(String id, JsonNode pod) {
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).as(id).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).as(id).isEqualTo(10001);
        assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                .as(id)
                .isEqualTo("RuntimeDefault");
        List<JsonNode> containers = new ArrayList<>();
        pod.path("containers").forEach(containers::add);
        pod.path("initContainers").forEach(containers::add);
        assertThat(containers).as(id).isNotEmpty().allSatisfy(container -> {
            JsonNode security = container.path("securityContext");
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        });
    }

    /** Fields that the model of Kubernetes' API has no place for. */
    private static void collectUnknown(String path, Object value, List<String> unknown) {
        switch (value) {
            case List<?> list -> list.forEach(item -> collectUnknown(path + "[]", item, unknown));
            case Map<?, ?> map -> map.forEach((key, item) -> collectUnknown(path + "." + key, item, unknown));
            case KubernetesResource object -> {
                for (Method method : object.getClass().getMethods()) {
                    collectUnknown(path, object, method, unknown);
                }
            }
            case null, default -> {
                // a leaf
            }
        }
    }

    private static void collectUnknown(String path, Object object, Method method, List<String> unknown) {
        boolean generic = object.getClass().getSimpleName().startsWith("Generic");
        if (generic || !method.getName().startsWith("get") || method.getParameterCount() > 0) {
            return;
        }
        try {
            Object value = method.invoke(object);
            String name = method.getName().substring("get".length());
            if (name.equals("AdditionalProperties") && value instanceof Map<?, ?> extra) {
                extra.keySet().forEach(key -> unknown.add(path + "." + key));
            } else {
                collectUnknown(path + "." + name, value, unknown);
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(path, e);
        }
    }
}
