package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one peer: two lanes with limits. Small messages that keep the cluster together (elections, heartbeats,
 * acknowledgements, read indexes) are never stuck behind bulk, and never dropped for it. Where a lane is full its oldest
 * message goes: a newer one is worth more, and the protocol says again what got no answer.
 *
 * <p>Messages leave in the order in which they came as long as all that waits fits in one frame; only then is nothing
 * overtaken. Any thread.
 */
final class OutboundQueue {
    /** What the names and addresses of a member, or the words of a refusal, come to at most. */
    private static final int TEXT_BYTES = 2_048;

    private static final int ENVELOPE_BYTES = 96;
    private static final int ITEM_BYTES = 64;

    private final int maxMessages;
    private final long maxBytes;
    private final ArrayDeque<Waiting> urgent = new ArrayDeque<>();
    private final ArrayDeque<Waiting> bulk = new ArrayDeque<>();
    private long bulkBytes;
    private long number;

    private record Waiting(long number, long bytes, Message message) {}

    OutboundQueue(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * Adds a message.
     *
     * @param bytes its {@link #size}
     * @return how many messages were dropped to make room
     */
    synchronized int add(Message message, long bytes) {
        Waiting waiting = new Waiting(number++, bytes, message);
        if (isUrgent(message)) {
            urgent.add(waiting);
            return urgent.size() > maxMessages ? drop(urgent) : 0;
        }
        bulk.add(waiting);
        bulkBytes += bytes;
        int dropped = 0;
        while (bulk.size() > maxMessages || bulkBytes > maxBytes) {
            bulkBytes -= bulk.element().bytes();
            dropped += drop(bulk);
        }
        return dropped;
    }

    /**
     * Takes the next frame: what came first up to this size, or one larger message; and then urgent messages of up to
     * this size again.
     */
    synchronized List<Message> take(int frameBytes) {
        List<Message> frame = new ArrayList<>(Math.min(urgent.size() + bulk.size(), 256));
        long bytes = 0;
        for (Waiting next = first();
                next != null && (bytes == 0 || bytes + next.bytes() <= frameBytes);
                next = first()) {
            remove(next);
            bytes += next.bytes();
            frame.add(next.message());
        }
        for (long more = 0; more < frameBytes && !urgent.isEmpty(); ) {
            Waiting next = urgent.remove();
            more += next.bytes();
            frame.add(next.message());
        }
        return frame;
    }

    /** Forgets everything. Returns how much there was. */
    synchronized int clear() {
        int dropped = urgent.size() + bulk.size();
        urgent.clear();
        bulk.clear();
        bulkBytes = 0;
        return dropped;
    }

    synchronized boolean isEmpty() {
        return urgent.isEmpty() && bulk.isEmpty();
    }

    private @Nullable Waiting first() {
        Waiting small = urgent.peek();
        Waiting large = bulk.peek();
        if (small == null || large == null) {
            return small == null ? large : small;
        }
        return small.number() < large.number() ? small : large;
    }

    private void remove(Waiting waiting) {
        if (isUrgent(waiting.message())) {
            urgent.remove();
        } else {
            bulk.remove();
            bulkBytes -= waiting.bytes();
        }
    }

    private static int drop(ArrayDeque<Waiting> lane) {
        lane.remove();
        return 1;
    }

    /** Messages of a small, fixed size that others wait for. */
    private static boolean isUrgent(Message message) {
        return switch (message) {
            case Message.ElectionRequest _, Message.ElectionReply _ -> true;
            case Message.Heartbeat _, Message.HeartbeatAck _, Message.Announce _ -> true;
            case Message.Prepare _, Message.Nack _, Message.Accepted _ -> true;
            case Message.ReadIndexRequest _, Message.ReadIndexReply _, Message.ReadIndexRefused _ -> true;
            case Message.FetchChosen _, Message.TakeOver _, Message.Removed _, Message.StateDigest _ -> true;
            case Message.Accept _, Message.Promise _, Message.ChosenPage _ -> false;
            case Message.Forward _, Message.ForwardRefused _ -> false;
            case Message.AskChange _, Message.AskTransfer _, Message.Answer _ -> false;
        };
    }

    /** The size of a message on the wire in bytes, or somewhat more. */
    static long size(Message message) {
        return switch (message) {
            case Message.Accept accept -> ENVELOPE_BYTES + (long) accept.entry().size();
            case Message.Promise promise ->
                ENVELOPE_BYTES
                        + entries(promise.entries())
                        + (long) Long.BYTES * 2 * promise.faulty().size();
            case Message.ChosenPage page -> ENVELOPE_BYTES + entries(page.entries());
            case Message.Forward forward -> ENVELOPE_BYTES + commands(forward.commands());
            case Message.ForwardRefused refused ->
                ENVELOPE_BYTES + (long) Long.BYTES * 2 * refused.sequences().size();
            case Message.ElectionRequest _, Message.ElectionReply _ -> ENVELOPE_BYTES;
            case Message.Heartbeat _, Message.HeartbeatAck _, Message.Announce _ -> ENVELOPE_BYTES;
            case Message.Prepare _, Message.Nack _, Message.Accepted _ -> ENVELOPE_BYTES;
            case Message.ReadIndexRequest _, Message.ReadIndexReply _, Message.ReadIndexRefused _ -> ENVELOPE_BYTES;
            case Message.FetchChosen _, Message.TakeOver _, Message.Removed _, Message.StateDigest _ -> ENVELOPE_BYTES;
            case Message.AskChange _, Message.AskTransfer _, Message.Answer _ -> ENVELOPE_BYTES + TEXT_BYTES;
        };
    }

    private static long entries(List<AcceptedEntry> entries) {
        long bytes = 0;
        for (AcceptedEntry entry : entries) {
            bytes += ITEM_BYTES + entry.entry().size();
        }
        return bytes;
    }

    private static long commands(List<Command> commands) {
        long bytes = 0;
        for (Command command : commands) {
            bytes += ITEM_BYTES + command.payload().length;
        }
        return bytes;
    }
}
