package dev.paxoskv.node.replica;

import dev.paxoskv.node.transport.PeerNetwork;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a replica needs of the process around it.
 *
 * @param network its way to the other members
 * @param directory where it may put a file while it fetches a snapshot; it removes it itself
 * @param random gives random 64-bit numbers
 * @param storedBytes says what the data directory takes on disk
 * @param onFailure told why, once, when the replica cannot go on
 * @param listener told what it does
 */
public record Surroundings(
        PeerNetwork network,
        Path directory,
        LongSupplier random,
        LongSupplier storedBytes,
        Consumer<String> onFailure,
        ReplicaListener listener) {}
