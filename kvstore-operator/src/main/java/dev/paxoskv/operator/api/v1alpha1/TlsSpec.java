package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** Transport security. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsSpec(
        @JsonPropertyDescription(
                "Where certificates come from. Only Disabled is served so far; another mode is answered with"
                        + " the condition SpecAccepted=False.")
        @Default("Disabled")
        @Nullable Mode mode) {

    /** Where certificates come from. */
    public enum Mode {
        Disabled,
        SelfManaged,
        CertManager,
        Secret
    }
}
