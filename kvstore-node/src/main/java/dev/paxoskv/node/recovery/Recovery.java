package dev.paxoskv.node.recovery;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A cluster that goes on from one survivor of another.
 *
 * @param founded the new cluster
 * @param survivor what was there
 * @param kept where the data of the lost cluster is now
 */
public record Recovery(Founded founded, Survivor survivor, Optional<Path> kept) {}
