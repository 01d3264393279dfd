package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The volume that each member keeps its data on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.storageClassName) == has(oldSelf.storageClassName) && (!has(self.storageClassName) ||"
                + " self.storageClassName == oldSelf.storageClassName)",
        message = "storageClassName cannot be changed: restore a backup into a cluster with the other class instead")
public record StorageSpec(
        @JsonPropertyDescription(
                "The size of the volume, for example 20Gi. It can grow where the storage class permits it,"
                        + " and never shrinks.")
        @Required
        @Size(max = 32) @ValidationRule(
                value = "isQuantity(self) && quantity(self).compareTo(quantity('256Mi')) >= 0",
                message = "size must be a quantity of at least 256Mi, for example 20Gi")
        @ValidationRule(
                value = "!isQuantity(self) || !isQuantity(oldSelf) || quantity(self).compareTo(quantity(oldSelf)) >= 0",
                message = "size cannot shrink: restore a backup into a cluster with smaller volumes instead")
        String size,

        @JsonPropertyDescription(
                "The storage class; the default one of the Kubernetes cluster if left out. It cannot be" + " changed.")
        @Size(max = 253) @Nullable String storageClassName,

        @JsonPropertyDescription(
                "Whether the volume claims stay when the cluster is deleted or scaled down (Retain), or go"
                        + " too (Delete).")
        @Default("Retain")
        @Nullable DeletionPolicy deletionPolicy) {

    /** What becomes of the claims that no member needs any more. */
    public enum DeletionPolicy {
        Retain,
        Delete
    }
}
