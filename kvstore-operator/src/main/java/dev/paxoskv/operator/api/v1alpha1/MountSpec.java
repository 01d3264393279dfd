package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A ConfigMap or Secret that is mounted into the members, read only. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.configMap) != has(self.secret)",
        message = "a mounted volume is either a configMap or a secret")
public record MountSpec(
        @JsonPropertyDescription("The name of the volume in the pod.")
        @Required
        @Size(max = 52) @Pattern("^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$") @ValidationRule(value = "!(self in ['data', 'tmp'])", message = "the volumes data and tmp are the operator's")
        String name,

        @JsonPropertyDescription("The absolute path of the mount in the pod.")
        @Required
        @Size(max = 1024) @ValidationRule(
                value =
                        "self.matches('^/[^:]+$') && !(self == '/var/lib/paxoskv' || self.startsWith('/var/lib/paxoskv/'))",
                message = "mountPath must be absolute, without ':', and outside of /var/lib/paxoskv")
        String mountPath,

        @JsonPropertyDescription("The name of the ConfigMap.") @Nullable String configMap,

        @JsonPropertyDescription("The name of the Secret.") @Nullable String secret) {}
