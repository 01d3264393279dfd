package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Makes the resource definitions that are installed from the classes of the resources. */
public final class ResourceDefinitions {

    private static final List<String> COLUMNS = List.of(
            "Cluster",
            "Replicas",
            "Ready",
            "Leader",
            "Version",
            "Available",
            "Progressing",
            "Schedule",
            "Suspended",
            "Result",
            "Healthy",
            "Size",
            "Revision",
            "Completed",
            "Succeeded",
            "Next",
            "Age");

    private ResourceDefinitions() {}

    /** The definition of each kind that the operator keeps. */
    public static List<CustomResourceDefinition> all() {
        return List.of(of(PaxosKVCluster.class), of(PaxosKVBackup.class), of(PaxosKVBackupSchedule.class));
    }

    /** The definition of a resource, with a stable order of everything. */
    public static CustomResourceDefinition of(Class<? extends CustomResource<?, ?>> type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(type)
                .forCRDVersions("v1")
                .withOutput(new SingleOutput(bytes))
                .detailedGenerate();
        CustomResourceDefinition definition = Serialization.unmarshal(
                bytes.toString(java.nio.charset.StandardCharsets.UTF_8), CustomResourceDefinition.class);
        definition.getSpec().getVersions().forEach(ResourceDefinitions::tidy);
        return definition;
    }

    public static String yaml(HasMetadata definition) {
        ObjectMapper mapper = new ObjectMapper(YAMLFactory.builder()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                        .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .disable(YAMLGenerator.Feature.SPLIT_LINES)
                        .build())
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        try {
            return mapper.writeValueAsString(definition);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tidy(CustomResourceDefinitionVersion version) {
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparingInt(
                                (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName()))
                        .thenComparing(CustomResourceColumnDefinition::getName));
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        // The generator does not know that a resource without a spec says nothing.
        root.setRequired(List.of("spec"));
        tidy(root);
    }

    /** The generator finds repeated annotations of a record's component twice: at the field and at its accessor. */
    private static void tidy(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        schema.getProperties().values().forEach(ResourceDefinitions::tidy);
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            tidy(schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            tidy(schema.getAdditionalProperties().getSchema());
        }
    }

    private record SingleOutput(ByteArrayOutputStream bytes) implements CRDGenerator.CRDOutput<OutputStream> {

        @Override
        public OutputStream outputFor(String crdName) {
            return bytes;
        }

        @Override
        public void close() {
            // bytes in memory need no closing
        }
    }
}
