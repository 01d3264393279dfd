package dev.paxoskv.operator.dependent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.stream.IntStream;

/**
 * Whether an object already is what is to be applied: it has every field of it with that value, whatever else it has from
 * the API server's defaults and from others. Fields that are not to be applied any more are noticed by the digest that is
 * applied with the rest.
 */
final class Subset {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Subset() {}

    static boolean contains(Object actual, Object desired) {
        return contains(MAPPER.valueToTree(actual), MAPPER.<JsonNode>valueToTree(desired));
    }

    private static boolean contains(JsonNode actual, JsonNode desired) {
        if (desired.isObject()) {
            return actual.isObject()
                    && desired.properties().stream()
                            .allMatch(field -> contains(actual.path(field.getKey()), field.getValue()));
        }
        if (desired.isArray()) {
            return actual.size() == desired.size()
                    && IntStream.range(0, desired.size()).allMatch(i -> contains(actual.get(i), desired.get(i)));
        }
        return actual.equals(desired) || isLeftOut(actual, desired) || isSameQuantity(actual, desired);
    }

    /** The API server keeps no empty texts, such as the value of a variable that is set to nothing. */
    private static boolean isLeftOut(JsonNode actual, JsonNode desired) {
        return actual.isMissingNode() && desired.isTextual() && desired.asText().isEmpty();
    }

    /** The API server writes quantities in a form of its own: 1000m as 1. */
    private static boolean isSameQuantity(JsonNode actual, JsonNode desired) {
        try {
            return actual.isTextual()
                    && desired.isTextual()
                    && Quantity.parse(actual.asText())
                                    .getNumericalAmount()
                                    .compareTo(Quantity.parse(desired.asText()).getNumericalAmount())
                            == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
