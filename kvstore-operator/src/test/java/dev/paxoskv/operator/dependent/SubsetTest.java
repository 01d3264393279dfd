package dev.paxoskv.operator.dependent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server makes of an object is no difference; what somebody else makes of it is one. */
class SubsetTest {

    private static final ObjectMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{a: 1, more: {b: 2}}; {a: 1}; true",
                "{env: [{name: A}]}; {env: [{name: A, value: ''}]}; true",
                "{env: [{name: A, value: x}]}; {env: [{name: A, value: ''}]}; false",
                "{cpu: '1', memory: 1Gi}; {cpu: 1000m, memory: 1024Mi}; true",
                "{cpu: '1'}; {cpu: 1001m}; false",
                "{}; {list: []}; true",
                "{list: [a]}; {list: []}; false",
                "{list: [b, a]}; {list: [a, b]}; false",
                "{}; {mount: false}; false",
                "{}; {replicas: 0}; false"
            })
    void itHasEveryFieldThatIsToBe(String actual, String desired, boolean same) throws IOException {
        JsonNode is = YAML.readTree(actual);
        assertThat(Subset.contains(is, YAML.readTree(desired))).isEqualTo(same);
    }
}
