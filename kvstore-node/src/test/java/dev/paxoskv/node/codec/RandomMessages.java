package dev.paxoskv.node.codec;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Messages with every field at random, edges included. */
final class RandomMessages {

    /** How many kinds of messages there are. */
    static final int KINDS = Message.class.getPermittedSubclasses().length;

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    Message next(int kind) {
        return switch (kind) {
            case 0 -> new Message.Prepare(ballot(), slot());
            case 1 ->
                new Message.Promise(
                        ballot(), slot(), count(), listOf(this::accepted), prefix(), prefix(), listOf(this::slot));
            case 2 -> new Message.Nack(ballot(), ballot());
            case 3 -> new Message.Accept(ballot(), slot(), entry(), prefix());
            case 4 -> new Message.Accepted(ballot(), slot());
            case 5 -> new Message.Heartbeat(ballot(), prefix(), prefix(), prefix());
            case 6 -> new Message.HeartbeatAck(ballot(), prefix(), prefix(), prefix());
            case 7 -> new Message.ElectionRequest(prefix());
            case 8 -> new Message.ElectionReply(prefix(), ballot(), ballot(), random.nextBoolean(), prefix());
            case 9 -> new Message.FetchChosen(slot(), count());
            case 10 -> new Message.ChosenPage(slot(), listOf(this::accepted), prefix(), prefix());
            case 11 -> new Message.Forward(listOf(this::command));
            case 12 -> new Message.ForwardRefused(random.nextLong(), listOf(this::prefix), refusal());
            case 13 -> new Message.ReadIndexRequest(random.nextLong());
            case 14 -> new Message.ReadIndexReply(random.nextLong(), prefix());
            case 15 -> new Message.ReadIndexRefused(random.nextLong(), refusal());
            case 16 -> new Message.Announce(ballot(), prefix());
            case 17 -> new Message.TakeOver(ballot());
            case 18 -> new Message.Removed(prefix());
            case 19 -> new Message.StateDigest(slot(), random.nextLong());
            case 20 -> new Message.AskChange(random.nextLong(), prefix(), change());
            case 21 -> new Message.AskTransfer(random.nextLong(), new MemberId(random.nextLong()));
            case 22 -> new Message.Answer(random.nextLong(), outcome());
            default -> throw new IllegalArgumentException("no kind " + kind);
        };
    }

    private Change change() {
        return switch (random.nextInt(5)) {
            case 0 -> new Change.AddLearner(learner());
            case 1 -> new Change.Promote(new MemberId(random.nextLong()));
            case 2 -> new Change.Remove(new MemberId(random.nextLong()));
            case 3 -> new Change.Update(learner());
            default -> new Change.RaiseFeatures(count());
        };
    }

    private Member learner() {
        String host = "node-" + random.nextInt(100);
        return new Member(
                new MemberId(random.nextLong()),
                host,
                Member.Role.LEARNER,
                host + ":3000",
                host + ":4000",
                host + ":5000");
    }

    private ChangeOutcome outcome() {
        ChangeOutcome.Reason[] reasons = ChangeOutcome.Reason.values();
        return switch (random.nextInt(3)) {
            case 0 -> new ChangeOutcome.Done(prefix(), prefix());
            case 1 -> new ChangeOutcome.Refused(reasons[random.nextInt(reasons.length)], "because of " + count());
            default -> new ChangeOutcome.Unknown();
        };
    }

    private Ballot ballot() {
        return random.nextInt(4) == 0 ? Ballot.ZERO : new Ballot(prefix(), new MemberId(random.nextLong()));
    }

    private long slot() {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> Long.MAX_VALUE;
            default -> 1 + random.nextInt(1_000_000);
        };
    }

    private long prefix() {
        return random.nextInt(4) == 0 ? 0 : slot();
    }

    private int count() {
        return random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(1000);
    }

    private Message.Refusal refusal() {
        Message.Refusal[] all = Message.Refusal.values();
        return all[random.nextInt(all.length)];
    }

    private AcceptedEntry accepted() {
        return new AcceptedEntry(slot(), ballot(), entry());
    }

    private Entry entry() {
        return switch (random.nextInt(4)) {
            case 0 -> Entry.NoOp.NO_OP;
            case 1 -> new Entry.Reconfiguration(configuration());
            case 2 -> Entry.decode(new byte[] {99, (byte) random.nextInt(), (byte) random.nextInt()});
            default -> {
                List<Command> commands = listOf(this::command);
                yield commands.isEmpty() ? Entry.NoOp.NO_OP : Entry.Batch.of(commands);
            }
        };
    }

    private Configuration configuration() {
        List<Member> members = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            Member.Role role = i == 0 || random.nextBoolean() ? Member.Role.VOTER : Member.Role.LEARNER;
            members.add(new Member(
                    new MemberId(random.nextLong()), "n" + i, role, "p" + i + ":3000", "h" + i + ":4000", ""));
        }
        return new Configuration(prefix(), members);
    }

    private Command command() {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        return new Command(random.nextLong(), prefix(), prefix(), payload);
    }

    private <T> List<T> listOf(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }
}
