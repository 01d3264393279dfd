package dev.paxoskv.operator.job;

import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;

/** Mounts of volumes in the containers of members and of jobs. */
public final class Mounts {

    private Mounts() {}

    /** A volume at a path. */
    public static VolumeMount of(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }
}
