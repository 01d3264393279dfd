package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect.ServePage;
import dev.paxoskv.node.paxos.message.Message.ChosenPage;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.LogReader;
import java.util.List;
import java.util.function.BiConsumer;

/** Reads pages of the log for members that are behind, on a thread of its own: a read may wait for the disk. */
final class PageServer implements Worker.Task {
    /** A member asks again, so few requests need to wait. */
    private static final int CAPACITY = 64;

    private final LogReader log;
    private final BiConsumer<MemberId, ChosenPage> sender;
    private final Mailbox<ServePage> mailbox = new Mailbox<>(CAPACITY);

    PageServer(LogReader log, BiConsumer<MemberId, ChosenPage> sender) {
        this.log = log;
        this.sender = sender;
    }

    /** Answers a request, or forgets it if too many wait. */
    void serve(ServePage page) {
        mailbox.offer(page);
    }

    @Override
    public void runOnce(long waitNanos) {
        for (ServePage page : mailbox.take(waitNanos)) {
            List<AcceptedEntry> entries = page.from() < log.firstSlot()
                    ? List.of()
                    : log.read(page.from(), page.maxBytes(), page.chosenUpTo());
            sender.accept(page.to(), new ChosenPage(page.from(), entries, page.chosenUpTo(), log.firstSlot() - 1));
        }
    }
}
