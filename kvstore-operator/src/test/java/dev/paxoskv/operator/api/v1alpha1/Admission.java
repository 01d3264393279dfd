package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an API server checks when a resource is created or changed, as far as our definitions use it: required and unknown
 * fields, bounds, patterns, enumerations, and the rules in CEL.
 */
public final class Admission {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JSONSchemaProps root;
    private final Cel cel = cel();
    private final List<String> problems = new ArrayList<>();

    private Admission(CustomResourceDefinition definition) {
        this.root = definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    /**
     * What an API server would say against a resource.
     *
     * @param old what it replaces; null if it is new
     */
    public static List<String> problems(
            CustomResourceDefinition definition, JsonNode resource, @Nullable JsonNode old) {
        Admission admission = new Admission(definition);
        admission.check("", admission.root, resource, old);
        return admission.problems;
    }

    /** Compiles each rule of the definition. */
    static List<String> rules(CustomResourceDefinition definition) {
        Admission admission = new Admission(definition);
        List<String> rules = new ArrayList<>();
        admission.collectRules(admission.root, rules);
        return rules;
    }

    private void collectRules(JSONSchemaProps schema, List<String> rules) {
        rulesOf(schema).forEach(rule -> {
            compile(rule.getRule());
            rules.add(rule.getRule());
        });
        schema.getProperties().values().forEach(property -> collectRules(property, rules));
        if (schema.getItems() != null) {
            collectRules(schema.getItems().getSchema(), rules);
        }
    }

    private void check(String path, JSONSchemaProps schema, JsonNode value, @Nullable JsonNode old) {
        checkBounds(path, schema, value);
        for (ValidationRule rule : rulesOf(schema)) {
            boolean aboutChange = rule.getRule().contains("oldSelf");
            if ((!aboutChange || old != null) && !holds(rule, value, old)) {
                problems.add(path + ": " + rule.getMessage());
            }
        }
        if (value.isObject()) {
            checkFields(path, schema, value, old);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                // Items of lists have no identity here, so what they replace is unknown.
                check(path + "[" + i + "]", schema.getItems().getSchema(), value.get(i), null);
            }
        }
    }

    private void checkFields(String path, JSONSchemaProps schema, JsonNode value, @Nullable JsonNode old) {
        if (schema.getRequired() != null) {
            schema.getRequired().stream()
                    .filter(name -> !value.has(name))
                    .forEach(name -> problems.add(path + "." + name + ": is required"));
        }
        value.properties().forEach(field -> {
            String below = path + "." + field.getKey();
            JSONSchemaProps property = schema.getProperties().get(field.getKey());
            JsonNode oldField = old == null ? null : old.get(field.getKey());
            boolean known = path.isEmpty() || schema.getAdditionalProperties() != null;
            if (property != null) {
                check(below, property, field.getValue(), oldField);
            } else if (!known) {
                problems.add(below + ": is unknown");
            }
        });
    }

    private void checkBounds(String path, JSONSchemaProps schema, JsonNode value) {
        if (schema.getMinimum() != null && value.asDouble() < schema.getMinimum()) {
            problems.add(path + ": is less than " + schema.getMinimum());
        }
        if (schema.getMaximum() != null && value.asDouble() > schema.getMaximum()) {
            problems.add(path + ": is more than " + schema.getMaximum());
        }
        if (schema.getPattern() != null
                && !Pattern.compile(schema.getPattern()).matcher(value.asText()).find()) {
            problems.add(path + ": does not match " + schema.getPattern());
        }
        if (schema.getMaxLength() != null && value.asText().length() > schema.getMaxLength()) {
            problems.add(path + ": is too long");
        }
        if (schema.getMinLength() != null && value.asText().length() < schema.getMinLength()) {
            problems.add(path + ": is too short");
        }
        if (schema.getEnum() != null
                && !schema.getEnum().isEmpty()
                && !schema.getEnum().contains(value)) {
            problems.add(path + ": is none of " + schema.getEnum());
        }
    }

    private static List<ValidationRule> rulesOf(JSONSchemaProps schema) {
        return schema.getXKubernetesValidations() == null ? List.of() : schema.getXKubernetesValidations();
    }

    private boolean holds(ValidationRule rule, JsonNode value, @Nullable JsonNode old) {
        try {
            Map<String, Object> variables = new HashMap<>();
            variables.put("self", MAPPER.convertValue(value, Object.class));
            if (old != null) {
                variables.put("oldSelf", MAPPER.convertValue(old, Object.class));
            }
            return (boolean) cel.createProgram(compile(rule.getRule())).eval(variables);
        } catch (CelEvaluationException e) {
            throw new AssertionError("rule cannot be evaluated: " + rule.getRule(), e);
        }
    }

    private dev.cel.common.CelAbstractSyntaxTree compile(String rule) {
        try {
            return cel.compile(rule).getAst();
        } catch (CelValidationException e) {
            throw new AssertionError("rule does not compile: " + rule, e);
        }
    }

    /** CEL with the part of Kubernetes' quantity library that the rules use; a quantity is a number here. */
    private static Cel cel() {
        return CelFactory.standardCelBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("self", SimpleType.DYN)
                .addVar("oldSelf", SimpleType.DYN)
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                "quantity",
                                CelOverloadDecl.newGlobalOverload("to_quantity", SimpleType.DYN, SimpleType.STRING)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "isQuantity",
                                CelOverloadDecl.newGlobalOverload("is_quantity", SimpleType.BOOL, SimpleType.STRING)),
                        CelFunctionDecl.newFunctionDeclaration(
                                "compareTo",
                                CelOverloadDecl.newMemberOverload(
                                        "compare_quantities", SimpleType.INT, SimpleType.DYN, SimpleType.DYN)))
                .addFunctionBindings(
                        CelFunctionBinding.from(
                                "to_quantity",
                                String.class,
                                text -> Quantity.getAmountInBytes(new Quantity(text))
                                        .doubleValue()),
                        CelFunctionBinding.from("is_quantity", String.class, Admission::isQuantity),
                        CelFunctionBinding.from(
                                "compare_quantities", Double.class, Double.class, (a, b) -> (long) a.compareTo(b)))
                .build();
    }

    private static boolean isQuantity(String text) {
        try {
            BigDecimal _ = Quantity.getAmountInBytes(Quantity.parse(text));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
