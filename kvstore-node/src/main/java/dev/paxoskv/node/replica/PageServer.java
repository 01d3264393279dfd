package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect.ServePage;
import dev.paxoskv.node.paxos.message.Message.ChosenPage;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Reads pages of the log for members that are behind, on a thread of its own: a read may wait for the disk.
 *
 * <p>A page is read behind all writes that the core asked for before it. Until those are done, the log may hold, at a slot
 * that is chosen, what this node had accepted there under an older ballot; that value must not go out as the chosen one.
 */
final class PageServer implements Worker.Task {
    /** A member asks again, so few requests need to wait. */
    private static final int CAPACITY = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LogReader log;
    private final DiskWriter disk;
    private final BiConsumer<MemberId, ChosenPage> sender;
    private final LongConsumer damaged;
    private final Mailbox<ServePage> mailbox = new Mailbox<>(CAPACITY);

    /**
     * A page server.
     *
     * @param log the log
     * @param disk what a read has to wait for
     * @param sender sends a page to a member
     * @param damaged told a slot whose entry is not what was written
     */
    PageServer(LogReader log, DiskWriter disk, BiConsumer<MemberId, ChosenPage> sender, LongConsumer damaged) {
        this.log = log;
        this.disk = disk;
        this.sender = sender;
        this.damaged = damaged;
    }

    /** Answers a request, or forgets it if too many wait. */
    void serve(ServePage page) {
        mailbox.offer(page);
    }

    @Override
    public void runOnce(long waitNanos) {
        List<ServePage> requests = mailbox.take(waitNanos);
        if (requests.isEmpty() || !disk.awaitBarrier(PATIENCE)) {
            return; // whoever asked asks again
        }
        for (ServePage page : requests) {
            List<AcceptedEntry> entries = page.from() < log.firstSlot()
                    ? List.of()
                    : log.read(page.from(), page.maxBytes(), page.chosenUpTo());
            sender.accept(page.to(), new ChosenPage(page.from(), entries, page.chosenUpTo(), log.firstSlot() - 1));
        }
        log.damaged().ifPresent(damaged);
    }
}
