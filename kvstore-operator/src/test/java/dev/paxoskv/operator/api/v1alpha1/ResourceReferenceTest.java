package dev.paxoskv.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the resources says what the definitions say. {@code -Dgolden.update=true} writes it anew. */
class ResourceReferenceTest {

    private static final Path DEFINITIONS = Path.of("..", "deploy", "crd");
    private static final Path PAGE = Path.of("..", "src-docs", "reference", "resources.md");

    @Test
    void thePageIsWhatTheDefinitionsSay() throws IOException {
        String made = ResourceReference.of(definitions());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE))
                .as("%s; write it anew with -Dgolden.update=true", PAGE)
                .isEqualTo(made);
    }

    /** Those that are installed, the cluster's own first. */
    private static List<CustomResourceDefinition> definitions() throws IOException {
        try (Stream<Path> files = Files.list(DEFINITIONS)) {
            return files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted(Comparator.comparing((Path file) -> !isCluster(file))
                            .thenComparing(Comparator.naturalOrder()))
                    .map(ResourceReferenceTest::read)
                    .toList();
        }
    }

    private static boolean isCluster(Path file) {
        return file.getFileName().toString().startsWith("paxoskvclusters.");
    }

    private static CustomResourceDefinition read(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
