package dev.paxoskv.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.paxoskv.operator.manifests.Golden;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The definitions of the resources: the files that are installed are what the classes say, and they refuse what must be
 * refused. {@code -Dgolden.update=true} writes the files anew.
 */
class ResourceDefinitionTest {

    private static final ObjectMapper YAML = new YAMLMapper();

    /** What {@code kubectl apply} can store in the annotation that it compares with. */
    private static final int ANNOTATION_LIMIT = 256 * 1024;

    private static final CustomResourceDefinition DEFINITION = ResourceDefinitions.of(PaxosKVCluster.class);

    private static final CustomResourceDefinitionVersion VERSION =
            DEFINITION.getSpec().getVersions().getFirst();

    /** Where the definitions are installed from: by kubectl, and by Helm. */
    @ParameterizedTest
    @ValueSource(strings = {"deploy/crd", "helm/paxoskv-operator/files/crds"})
    void theInstalledFilesAreWhatTheClassesSay(String folder) throws IOException {
        Set<String> names = new TreeSet<>();
        for (CustomResourceDefinition definition : ResourceDefinitions.all()) {
            String name = definition.getMetadata().getName() + ".yaml";
            names.add(name);
            Golden.check(Golden.path(folder).resolve(name), ResourceDefinitions.yaml(definition));
        }
        try (Stream<Path> files = Files.list(Golden.path(folder))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    static List<CustomResourceDefinition> definitions() {
        return ResourceDefinitions.all();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void itFitsTheAnnotationOfKubectlApply(CustomResourceDefinition definition) {
        assertThat(Serialization.asJson(definition)).hasSizeLessThan(ANNOTATION_LIMIT / 2);
    }

    @Test
    void itHasItsColumnsAndSubresources() {
        assertThat(VERSION.getAdditionalPrinterColumns())
                .extracting(CustomResourceColumnDefinition::getName)
                .containsExactly("Replicas", "Ready", "Leader", "Version", "Available", "Progressing", "Age");
        assertThat(VERSION.getSubresources().getStatus()).isNotNull();
        assertThat(VERSION.getSubresources().getScale().getSpecReplicasPath()).isEqualTo(".spec.replicas");
        assertThat(VERSION.getSubresources().getScale().getStatusReplicasPath()).isEqualTo(".status.replicas");
        assertThat(VERSION.getSubresources().getScale().getLabelSelectorPath()).isEqualTo(".status.selector");
        assertThat(DEFINITION.getSpec().getNames().getShortNames()).containsExactly("pkv");
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyFieldOfOurOwnIsDescribed(CustomResourceDefinition definition) {
        List<String> undescribed = new ArrayList<>();
        JSONSchemaProps root =
                definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        collectUndescribed("", root, undescribed);
        assertThat(undescribed).isEmpty();
    }

    /** Kubernetes' own types, which come without descriptions, are described at our field that has them. */
    private static void collectUndescribed(String path, JSONSchemaProps schema, List<String> undescribed) {
        schema.getProperties().forEach((name, property) -> {
            String below = path + "." + name;
            boolean top = path.isEmpty();
            if (!top
                    && (property.getDescription() == null
                            || property.getDescription().isBlank())) {
                undescribed.add(below);
            }
            boolean foreign = List.of(
                                    "resources",
                                    "affinity",
                                    "nodeAffinity",
                                    "tolerations",
                                    "topologySpreadConstraints",
                                    "env",
                                    "clients")
                            .contains(name)
                    || below.equals(".status.conditions");
            JSONSchemaProps items =
                    property.getItems() == null ? null : property.getItems().getSchema();
            if (!foreign) {
                collectUndescribed(below, items == null ? property : items, undescribed);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyRuleCompiles(CustomResourceDefinition definition) {
        assertThat(Admission.rules(definition)).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    }

    @Test
    void aSmallAndAFullResourceAreAccepted() throws IOException {
        assertThat(problems(cluster(""), null)).isEmpty();
        String full = """
                  replicas: 5
                  image: {repository: example.org/paxoskv, digest: "sha256:%s", pullPolicy: IfNotPresent, pullSecrets: [r]}
                  updateStrategy: {type: LeaderLast, readyTimeout: 5m}
                  restartedAt: "2026-01-01T00:00:00Z"
                  replacement: {policy: Auto, after: 1h}
                  resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}
                  jvmOptions: [-Xmx512m]
                  config: {request-timeout: 10s, protocol.tick: 30ms}
                  service: {type: LoadBalancer, annotations: {a: b}}
                  podDisruptionBudget: {enabled: true}
                  networkPolicy: {enabled: true, clients: {matchLabels: {app: shop}}}
                  monitoring: {serviceMonitor: true, interval: 15s, labels: {release: prometheus}}
                  hibernate: false
                  tls: {mode: Disabled}
                  bootstrap: {restore: {claimName: backups, path: daily/one.snapshot}}
                  podTemplate:
                    labels: {team: a}
                    annotations: {note: b}
                    tolerations: [{key: dedicated, operator: Exists}]
                    topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
                    priorityClassName: high
                    serviceAccountName: own
                    env: [{name: TZ, value: UTC}]
                    volumes: [{name: extra, mountPath: /etc/extra, configMap: extra}]
                """.formatted("0".repeat(64));
        assertThat(problems(cluster(full), null)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void nonsenseIsRefusedWithAReason(String spec, String message) throws IOException {
        assertThat(problems(cluster("  " + spec), null)).anyMatch(problem -> problem.contains(message));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("replicas: 0", "less than 1"),
                Arguments.of("replicas: 4", "must be odd"),
                Arguments.of("replicas: 11", "more than 9"),
                Arguments.of("replica: 3", "unknown"),
                Arguments.of("version: latest", "does not match"),
                Arguments.of("storage: {size: 1Mi}", "at least 256Mi"),
                Arguments.of("storage: {size: much}", "must be a quantity"),
                Arguments.of("storage: {}", "is required"),
                Arguments.of("image: {digest: 'sha256:1'}", "does not match"),
                Arguments.of("image: {pullPolicy: Sometimes}", "is none of"),
                Arguments.of("updateStrategy: {readyTimeout: soon}", "does not match"),
                Arguments.of("restartedAt: yesterday", "does not match"),
                Arguments.of("recovery: {survivor: demo-1}", "is required"),
                Arguments.of("recovery: {survivor: demo-1, acknowledgeDataLoss: 'yes'}", "does not match"),
                Arguments.of("bootstrap: {restore: {claimName: Backups, path: b}}", "does not match"),
                Arguments.of("bootstrap: {restore: {claimName: backups, path: ../b}}", "does not match"),
                Arguments.of("config: {Peers: a}", "config keys"),
                Arguments.of("config: {peers: a}", "must not set"),
                Arguments.of("podTemplate: {labels: {paxoskv.dev/cluster: x}}", "are the operator's"),
                Arguments.of("podTemplate: {annotations: {paxoskv.dev/x: x}}", "are the operator's"),
                Arguments.of("podTemplate: {env: [{name: PAXOSKV_DATA, value: x}]}", "are the operator's"),
                Arguments.of("podTemplate: {volumes: [{name: data, mountPath: /x, secret: s}]}", "are the operator's"),
                Arguments.of("podTemplate: {volumes: [{name: a, mountPath: /x}]}", "either a configMap or a secret"),
                Arguments.of(
                        "podTemplate: {volumes: [{name: a, mountPath: /var/lib/paxoskv/x, secret: s}]}", "outside of"));
    }

    @ParameterizedTest
    @CsvSource({
        "a-name-that-is-much-longer-than-forty-characters, at most 40",
        "1demo, must start with a letter",
        "my.demo, must start with a letter"
    })
    void namesThatMakeNoServicesAreRefused(String name, String message) throws IOException {
        ObjectNode cluster = (ObjectNode) cluster("");
        ((ObjectNode) cluster.get("metadata")).put("name", name);
        assertThat(problems(cluster, null)).anyMatch(problem -> problem.contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "storage: {size: 2Gi}; storage: {size: 1Gi}; cannot shrink",
                "storage: {size: 1Gi, storageClassName: a}; storage: {size: 1Gi, storageClassName: b}; cannot be changed",
                "storage: {size: 1Gi}; storage: {size: 1Gi, storageClassName: b}; cannot be changed",
                "replicas: 3; bootstrap: {restore: {claimName: a, path: b}}; cannot be changed"
            })
    void changesThatCannotBeMadeAreRefused(String before, String after, String message) throws IOException {
        assertThat(problems(cluster("  " + after), cluster("  " + before)))
                .anyMatch(problem -> problem.contains(message));
    }

    @Test
    void changesThatCanBeMadeAreAccepted() throws IOException {
        assertThat(problems(cluster("  storage: {size: 2048Mi}"), cluster("  storage: {size: 1Gi}")))
                .isEmpty();
        assertThat(problems(cluster("  replicas: 5"), cluster("  replicas: 3"))).isEmpty();
    }

    private List<String> problems(JsonNode cluster, @Nullable JsonNode old) {
        return Admission.problems(DEFINITION, cluster, old);
    }

    /** A resource whose spec has the given lines, and what is required where they do not say it. */
    private static JsonNode cluster(String spec) throws IOException {
        String version = spec.contains("version:") ? "" : "  version: 1.2.3\n";
        String storage = spec.contains("storage:") ? "" : "  storage: {size: 1Gi}\n";
        return YAML.readTree("""
                apiVersion: paxoskv.dev/v1alpha1
                kind: PaxosKVCluster
                metadata:
                  name: demo
                spec:
                """ + version + storage + spec + "\n");
    }
}
