package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.HeldDirectory.Content;
import dev.paxoskv.node.storage.OfflineLog;
import java.util.Optional;

/**
 * A cluster that an earlier run of the same command has founded. Who draws the new cluster's id once and gives it to every
 * run can repeat the command until it succeeds: data appears in a directory as a whole, so a directory of that cluster is
 * one where everything was done.
 *
 * @param genesis what it was formed with
 * @param member the directory's member
 * @param interrupted whether its data has taken its place only now, because the earlier run was interrupted
 */
public record FoundedBefore(Genesis genesis, MemberId member, boolean interrupted) implements Founding {

    /** What is in a directory, of whatever cluster it is; a replacement that was interrupted is brought to its end first. */
    static Optional<FoundedBefore> in(HeldDirectory held) {
        boolean interrupted = held.content() == Content.HALF_REPLACED;
        if (interrupted) {
            held.replace();
        }
        if (held.content() != Content.DATA) {
            return Optional.empty();
        }
        try (OfflineLog log = held.read()) {
            return log.genesis().map(genesis -> new FoundedBefore(genesis, log.member(), interrupted));
        }
    }

    boolean isOf(ClusterId cluster) {
        return genesis.cluster().equals(cluster);
    }
}
