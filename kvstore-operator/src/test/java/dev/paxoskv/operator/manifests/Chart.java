package dev.paxoskv.operator.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A chart of this repository, in the hands of Helm itself, which is a library here. */
record Chart(String name) {

    static final Chart OPERATOR = new Chart("paxoskv-operator");
    static final Chart CLUSTER = new Chart("paxoskv-cluster");

    /** One folder for this run: a template that is no more must not be found in it. */
    private static final Path COPIES = Path.of(
                    "target", "charts", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();

    Path folder() {
        return Golden.path("helm").resolve(name);
    }

    JsonNode metadata() {
        return Manifests.read(folder().resolve("Chart.yaml")).getFirst();
    }

    LintResult lint() {
        return new Helm(folder()).lint().strict().call();
    }

    /** What stands for Helm's word for hooks where these are to be seen. */
    static final String HOOK = "hook.of/helm";

    /**
     * The objects that a release would consist of, hooks among them.
     *
     * @throws IllegalStateException if Helm refuses, with what it says
     */
    List<JsonNode> template(String release, String namespace, String values) {
        try {
            Path copy = withHooksInSight();
            Path file = Files.writeString(copy.resolveSibling("given.yaml"), values);
            return Manifests.parse(new Helm(copy)
                    .template()
                    .withName(release)
                    .withNamespace(namespace)
                    .withKubeVersion("1.32.0")
                    .withValuesFile(file)
                    .call());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the chart whose hooks are objects like others, because Helm as a library gives out no hooks. */
    private Path withHooksInSight() throws IOException {
        Path copy = COPIES.resolve(name);
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(folder().relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook:", HOOK + ":"));
            }
        }
        return copy;
    }
}
