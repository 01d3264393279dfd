package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;

/** Every queue within its limit, every message within its size, every slot within the alpha window. */
final class LimitOracle {
    private final Cast cast;
    private final Tuning tuning;
    private final Describe describe;

    LimitOracle(Cast cast, Tuning tuning, Describe describe) {
        this.cast = cast;
        this.tuning = tuning;
        this.describe = describe;
    }

    ClusterId cluster() {
        return cast.genesis().cluster();
    }

    void sent(Envelope envelope) {
        switch (envelope.message()) {
            case Message.Accept accept -> {
                int alpha = cast.genesis().alpha();
                require(
                        accept.slot() <= accept.chosenUpTo() + alpha,
                        "alpha window",
                        () -> describe.envelope(envelope) + " is beyond a window of " + alpha);
                batch(envelope, accept.entry());
            }
            case Message.Promise promise -> page(envelope, promise.entries());
            case Message.ChosenPage page -> page(envelope, page.entries());
            case Message.Forward(List<Command> commands) -> {
                long bytes = commands.stream().mapToLong(Command::encodedSize).sum();
                require(
                        commands.size() == 1 || bytes <= tuning.maxEntryBytes(),
                        "message size",
                        () -> describe.envelope(envelope) + " forwards " + bytes + " bytes");
            }
            default -> {}
        }
    }

    private void batch(Envelope envelope, Entry entry) {
        if (entry instanceof Entry.Batch batch) {
            long bytes =
                    batch.commands().stream().mapToLong(Command::encodedSize).sum();
            require(
                    batch.commands().size() == 1 || bytes <= tuning.maxEntryBytes(),
                    "entry size",
                    () -> describe.envelope(envelope) + " has " + bytes + " bytes");
        }
    }

    private void page(Envelope envelope, List<AcceptedEntry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size() - 1; i++) {
            bytes += entries.get(i).entry().size();
        }
        long allButTheLast = bytes;
        require(
                entries.size() <= 1 || allButTheLast <= tuning.pageBytes(),
                "page size",
                () -> describe.envelope(envelope) + " has over " + allButTheLast + " bytes");
    }

    void stepped(Node node, SessionNode<Reply> core) {
        PaxosNode.Status status = core.status();
        require(
                status.slotsInFlight()
                        <= Math.max(tuning.windowSlots(), cast.genesis().alpha()),
                "slots in flight",
                () -> node.name() + " has " + status.slotsInFlight() + " slots in flight");
        require(
                status.pendingBytes() <= tuning.pendingBytes(),
                "pending bytes",
                () -> node.name() + " holds " + status.pendingBytes() + " bytes of commands");
        require(
                core.pendingWrites() <= tuning.pendingWrites(),
                "pending writes",
                () -> node.name() + " holds " + core.pendingWrites() + " writes");
        require(
                core.pendingReads() <= tuning.pendingReads(),
                "pending reads",
                () -> node.name() + " holds " + core.pendingReads() + " reads");
    }
}
