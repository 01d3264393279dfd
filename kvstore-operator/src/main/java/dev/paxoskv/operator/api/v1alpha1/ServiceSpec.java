package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Service that clients use; it has the ports http and grpc. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceSpec(
        @JsonPropertyDescription("The type of the Service.") @Default("ClusterIP") @Nullable Type type,

        @JsonPropertyDescription("Annotations of the Service, for example those that a load balancer asks for.")
        @Nullable Map<String, String> annotations) {

    /** The types of Services that make sense here. */
    public enum Type {
        ClusterIP,
        NodePort,
        LoadBalancer
    }
}
