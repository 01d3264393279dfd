package dev.paxoskv.operator.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A {@code kustomization.yaml}, as far as this repository's use what it can say. */
record Kustomization(Path folder, JsonNode content) {

    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "resources", "patches", "configMapGenerator");

    static final String FILE = "kustomization.yaml";

    static Kustomization in(Path folder) {
        JsonNode content = Manifests.read(folder.resolve(FILE)).getFirst();
        content.fieldNames().forEachRemaining(field -> {
            if (!KNOWN.contains(field)) {
                throw new AssertionError("%s uses %s, which is not checked yet".formatted(folder, field));
            }
        });
        return new Kustomization(folder, content);
    }

    /** What it lists: files, and folders of other ones. */
    List<Path> resources() {
        return content.path("resources")
                .valueStream()
                .map(name -> folder.resolve(name.asText()).normalize())
                .toList();
    }

    /** The files that generated ConfigMaps consist of. */
    List<Path> files() {
        return content.path("configMapGenerator")
                .valueStream()
                .flatMap(generator -> generator.path("files").valueStream())
                .map(name -> folder.resolve(name.asText()))
                .toList();
    }

    /** The objects of all that it lists, in the namespace that it names; without patches and what is generated. */
    List<JsonNode> objects() {
        List<JsonNode> objects = new ArrayList<>();
        for (Path resource : resources()) {
            objects.addAll(Files.isDirectory(resource) ? in(resource).objects() : Manifests.read(resource));
        }
        if (content.has("namespace")) {
            objects.forEach(object -> place(object, content.get("namespace").asText()));
        }
        return objects;
    }

    private static void place(JsonNode object, String namespace) {
        if (!ObjectChecks.OF_NO_NAMESPACE.contains(Manifests.kind(object))) {
            ((ObjectNode) object.get("metadata")).put("namespace", namespace);
        }
    }
}
