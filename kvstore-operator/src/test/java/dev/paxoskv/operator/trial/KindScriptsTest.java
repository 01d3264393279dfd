package dev.paxoskv.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/kind/up} and {@code down} do, in which order, and what they say if they cannot. */
class KindScriptsTest {
    private static final String[] TOOLS = {"kind", "docker", "kubectl"};

    @TempDir
    Path directory;

    @Test
    void upBuildsLoadsInstallsAndAppliesInThisOrder() throws IOException {
        Run run = new StubbedCopy(directory).withTools(TOOLS).run("up");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.calls())
                .containsSubsequence(
                        "docker info",
                        "mvnw --quiet --batch-mode -Dquick -DskipTests package",
                        "kind get clusters",
                        "kind create cluster --name paxoskv --wait 180s",
                        "kubectl --context kind-paxoskv -n kube-system create configmap made-by-paxoskv-kind-up");
        assertThat(run.callsWith("docker build"))
                .hasSize(2)
                .allMatch(call -> call.contains("src/main/docker/Dockerfile"))
                .anyMatch(call -> call.contains("-t ghcr.io/paxoskv/paxoskv:0.1.0 "))
                .anyMatch(call -> call.contains("-t ghcr.io/paxoskv/paxoskv-operator:0.1.0 "));
        assertThat(run.callsWith("kind load image-archive"))
                .hasSize(2)
                .allMatch(call -> call.endsWith("--name paxoskv"));
        assertThat(run.positionsOf(
                        "docker build", "kind create", "kind load", "apply -f -", "rollout status", "get pkv demo"))
                .isSorted()
                .doesNotContain(-1);
        assertThat(run.output()).contains("exec demo-0 -- paxoskv put", "port-forward", "deploy/kind/down");
    }

    @Test
    void upUsesTheClusterThatItMadeBefore() throws IOException {
        Run run = new StubbedCopy(directory)
                .withTools(TOOLS)
                .answering("kind get clusters", "paxoskv")
                .run("up");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.callsWith("kind create")).isEmpty();
    }

    @Test
    void upSaysWhichToolIsMissingBeforeItDoesAnything() throws IOException {
        Run run = new StubbedCopy(directory).withTools("docker", "kubectl").run("up");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("kind/up: kind is not on the PATH", "--no-kind");
        assertThat(run.calls()).isEmpty();
    }

    @Test
    void upWithoutAnEngineSaysSo() throws IOException {
        Run run = new StubbedCopy(directory).withTools("kind", "kubectl").run("up");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("neither docker nor podman is on the PATH");
    }

    @Test
    void upStopsWhereSomethingFails() throws IOException {
        Run run =
                new StubbedCopy(directory).withTools(TOOLS).failing("kind load").run("up");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("kind could not load paxoskv");
        assertThat(run.callsWith("apply")).isEmpty();
    }

    @Test
    void upGivesUpAfterTheTimeAndShowsWhatThereIs() throws IOException {
        Run run = new StubbedCopy(directory)
                .withTools(TOOLS)
                .answering("kubectl get-ready", "False")
                .run("up", "--timeout", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("not ready after 0 s", "kubectl describe pkv demo");
        assertThat(run.calls()).endsWith("kubectl --context kind-paxoskv get pkv,pods,pvc");
    }

    @Test
    void anotherClusterGetsTheImagesByARegistry() throws IOException {
        Run run = new StubbedCopy(directory)
                .withTools("docker", "kubectl")
                .run("up", "--no-kind", "--context", "mine", "--repository", "registry.example/team");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.calls())
                .contains(
                        "docker push registry.example/team/paxoskv:0.1.0",
                        "docker push registry.example/team/paxoskv-operator:0.1.0",
                        "kubectl --context mine -n paxoskv-system set env deployment/paxoskv-operator"
                                + " PAXOSKV_OPERATOR_IMAGE=registry.example/team/paxoskv");
        assertThat(run.applied())
                .contains("image: registry.example/team/paxoskv-operator:0.1.0")
                .doesNotContain("ghcr.io");
    }

    @Test
    void whatContradictsItselfIsRefused() throws IOException {
        Run run = new StubbedCopy(directory).withTools(TOOLS).run("up", "--context", "mine");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("--context and --repository go with --no-kind");
    }

    @Test
    void downDeletesOnlyWhatUpMade() throws IOException {
        Run ours = new StubbedCopy(directory.resolve("ours"))
                .withTools(TOOLS)
                .answering("kind get clusters", "paxoskv")
                .run("down");
        Run foreign = new StubbedCopy(directory.resolve("foreign"))
                .withTools(TOOLS)
                .answering("kind get clusters", "paxoskv")
                .failing("kubectl --context kind-paxoskv -n kube-system get configmap")
                .run("down");
        Run none = new StubbedCopy(directory.resolve("none")).withTools(TOOLS).run("down");

        assertThat(ours.exitCode()).isZero();
        assertThat(ours.calls()).endsWith("kind delete cluster --name paxoskv");
        assertThat(foreign.exitCode()).isEqualTo(1);
        assertThat(foreign.output()).contains("does not say that deploy/kind/up made it");
        assertThat(foreign.callsWith("kind delete")).isEmpty();
        assertThat(none.exitCode()).isZero();
        assertThat(none.callsWith("kind delete")).isEmpty();
    }
}
