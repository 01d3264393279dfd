package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.operator.api.v1alpha1.Admission;
import dev.paxoskv.operator.api.v1alpha1.ResourceDefinitions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code deploy}: every kustomization can be built, and {@code install.yaml} is one of them. */
class DeployTest {

    private static final Path DEPLOY = Golden.path("deploy");

    /** What has to be there before what uses it. */
    private static final List<String> ORDER = List.of(
            "Namespace",
            "CustomResourceDefinition",
            "ServiceAccount",
            "Role",
            "ClusterRole",
            "RoleBinding",
            "ClusterRoleBinding",
            "Deployment");

    static Stream<Path> kustomizations() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            List<Path> folders = files.filter(file -> file.endsWith(Kustomization.FILE))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
            assertThat(folders).hasSizeGreaterThan(6);
            return folders.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void whatAKustomizationListsIsThere(Path folder) throws IOException {
        Kustomization kustomization = Kustomization.in(folder);
        assertThat(kustomization.resources()).isNotEmpty();
        assertThat(kustomization.objects()).isNotEmpty();
        assertThat(kustomization.files()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        List<Path> listed = new ArrayList<>(kustomization.resources());
        listed.addAll(kustomization.files());
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.endsWith(Kustomization.FILE)))
                    .as("every file is listed")
                    .allSatisfy(file -> assertThat(listed).contains(file));
        }
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void kubectlBuildsIt(Path folder) throws Exception {
        List<JsonNode> built = kustomize(folder);
        assertThat(built).isNotEmpty();
        if (folder.startsWith(DEPLOY.resolve("overlays"))) {
            ObjectChecks.check(built);
        }
    }

    @Test
    void theFileForAllIsTheOverlayForAllNamespaces() throws IOException {
        List<JsonNode> objects = new ArrayList<>(
                Kustomization.in(DEPLOY.resolve("overlays/cluster-wide")).objects());
        objects.sort(Comparator.comparingInt((JsonNode object) -> ORDER.indexOf(Manifests.kind(object)))
                .thenComparing(Manifests::name));
        assertThat(objects).extracting(Manifests::kind).isSubsetOf(ORDER);
        ObjectChecks.check(objects);
        Golden.check(
                DEPLOY.resolve("install.yaml"),
                "# The operator for the clusters of all namespaces: what deploy/overlays/cluster-wide consists of.\n"
                        + Manifests.write(objects));
    }

    @Test
    void kubectlMakesTheSameOfTheOverlay() throws Exception {
        List<JsonNode> built = kustomize(DEPLOY.resolve("overlays/cluster-wide"));
        List<JsonNode> installed = Manifests.read(DEPLOY.resolve("install.yaml"));
        assertThat(installed)
                .extracting(Manifests::id)
                .containsExactlyInAnyOrderElementsOf(
                        built.stream().map(Manifests::id).toList());
        assertThat(installed.stream()
                        .filter(object -> built.stream().noneMatch(other -> Manifests.same(object, other))))
                .extracting(Manifests::id)
                .as("objects of which kubectl makes something else")
                .isEmpty();
    }

    @Test
    void anApiServerTakesTheSamples() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("samples"))) {
            assertThat(files.filter(file -> !file.endsWith(Kustomization.FILE)))
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Manifests.read(file)).isNotEmpty().allSatisfy(DeployTest::isAdmitted));
        }
    }

    private static void isAdmitted(JsonNode object) {
        CustomResourceDefinition definition = ResourceDefinitions.all().stream()
                .filter(each -> each.getSpec().getNames().getKind().equals(Manifests.kind(object)))
                .findFirst()
                .orElse(null);
        if (definition != null) {
            assertThat(Admission.problems(definition, object, null)).isEmpty();
        }
    }

    @TempDir
    Path temporary;

    /** What {@code kubectl kustomize} or {@code kustomize build} makes of a folder. */
    private List<JsonNode> kustomize(Path folder) throws Exception {
        List<String> command = new ArrayList<>(kustomizer());
        assumeTrue(!command.isEmpty(), "neither kubectl nor kustomize is on the PATH: not tried with them");
        command.add(folder.toString());
        File out = temporary.resolve("out").toFile();
        File err = temporary.resolve("err").toFile();
        Process process = new ProcessBuilder(command)
                .redirectOutput(out)
                .redirectError(err)
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err.toPath())).isZero();
        return Manifests.read(out.toPath());
    }

    private static List<String> kustomizer() {
        if (isOnPath("kubectl")) {
            return List.of("kubectl", "kustomize");
        }
        return isOnPath("kustomize") ? List.of("kustomize", "build") : List.of();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
