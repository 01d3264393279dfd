package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the image of the members comes from; its tag is the spec's version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageSpec(
        @JsonPropertyDescription("The repository, without a tag. The operator's own configuration has the default.")
        @Size(min = 1, max = 255) @Nullable String repository,

        @JsonPropertyDescription("Pins the image; the tag is then not looked at.")
        @Pattern("^sha256:[0-9a-f]{64}$") @Nullable String digest,

        @JsonPropertyDescription("When a node pulls the image.") @Nullable PullPolicy pullPolicy,

        @JsonPropertyDescription("Names of Secrets with the credentials of the registry.") @Nullable List<String> pullSecrets) {

    /** When a node pulls the image. */
    public enum PullPolicy {
        Always,
        IfNotPresent,
        Never
    }
}
