package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.simulation.Tamper;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Defects of Phase 2, of what is taken for chosen, and of the clients' commands. */
final class PhaseTwoDefects {
    private PhaseTwoDefects() {}

    /** Votes are counted, not voters. */
    static final class VotesCountedByReply extends Rewrite {
        private final Genesis genesis;

        VotesCountedByReply(Genesis genesis, MemberId self) {
            this.genesis = genesis;
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Accepted
                    ? Forgery.fromEverybody(genesis, envelope)
                    : List.of(envelope);
        }
    }

    /**
     * What a leader says to be chosen up to a slot is believed of whatever was accepted there, under whichever ballot: an
     * unchecked commit.
     */
    static final class IndexAloneIsBelieved implements Tamper {
        private final NavigableMap<Long, Entry> accepted = new TreeMap<>();
        private final Genesis genesis;
        private long told;

        IndexAloneIsBelieved(Genesis genesis, MemberId self) {
            this.genesis = genesis;
        }

        @Override
        public Recovered recovered(Recovered recovered) {
            told = recovered.chosenUpTo();
            recovered.accepted().forEach(entry -> accepted.put(entry.slot(), entry.entry()));
            return recovered;
        }

        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = new ArrayList<>();
            for (SessionEffect<Reply> effect : core.apply(input)) {
                if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Chosen chosen)) {
                    tell(chosen.slot(), chosen.entry(), effects);
                } else {
                    effects.add(effect);
                }
                note(effect);
            }
            if (input instanceof SessionInput.Received<Reply>(Envelope envelope)
                    && Forgery.isGenuine(genesis, envelope)) {
                believe(chosenUpTo(envelope.message()), effects);
            }
            return effects;
        }

        private void note(SessionEffect<Reply> effect) {
            if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Persist persist)) {
                for (LogRecord record : persist.records()) {
                    if (record instanceof LogRecord.Accepted(AcceptedEntry entry)) {
                        accepted.put(entry.slot(), entry.entry());
                    }
                }
            }
        }

        private static long chosenUpTo(Message message) {
            return switch (message) {
                case Message.Accept accept -> accept.chosenUpTo();
                case Message.Announce announce -> announce.chosenUpTo();
                case Message.Heartbeat heartbeat -> heartbeat.chosenUpTo();
                default -> 0;
            };
        }

        private void believe(long upTo, List<SessionEffect<Reply>> effects) {
            for (Entry entry = accepted.get(told + 1); told < upTo && entry != null; entry = accepted.get(told + 1)) {
                tell(told + 1, entry, effects);
            }
        }

        private void tell(long slot, Entry entry, List<SessionEffect<Reply>> effects) {
            if (slot == told + 1) {
                told = slot;
                effects.add(new SessionEffect.Protocol<>(new Effect.Chosen(slot, entry)));
            }
        }
    }

    /** The leader takes its own word for a majority's. */
    static final class ChosenWhenProposed implements Tamper {
        private final Genesis genesis;
        private final MemberId self;

        ChosenWhenProposed(Genesis genesis, MemberId self) {
            this.genesis = genesis;
            this.self = self;
        }

        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = new ArrayList<>(core.apply(input));
            TreeSet<Long> slots = new TreeSet<>();
            for (SessionEffect<Reply> effect : List.copyOf(effects)) {
                if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Send(Envelope envelope))
                        && envelope.message() instanceof Message.Accept accept
                        && slots.add(accept.slot())) {
                    Envelope vote = new Envelope(
                            envelope.cluster(),
                            self,
                            self,
                            envelope.version(),
                            new Message.Accepted(accept.ballot(), accept.slot()));
                    Forgery.fromEverybody(genesis, vote)
                            .forEach(each -> effects.addAll(core.apply(new SessionInput.Received<>(each))));
                }
            }
            return effects;
        }
    }

    /** Gaps are not filled: no-ops are never accepted. */
    static final class GapsStayOpen extends Rewrite {
        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Accept accept && accept.entry() instanceof Entry.NoOp
                    ? List.of()
                    : List.of(envelope);
        }
    }

    /** Pages of chosen values bring one slot each, and few of them arrive: a poll of the next slot now and then. */
    static final class SlowCatchUp extends Rewrite {
        private int pages;

        @Override
        List<Envelope> received(Envelope envelope) {
            if (!(envelope.message() instanceof Message.ChosenPage page)
                    || page.entries().isEmpty()) {
                return List.of(envelope);
            }
            if (++pages % 4 != 0) {
                return List.of();
            }
            return List.of(with(
                    envelope,
                    new Message.ChosenPage(
                            page.from(), page.entries().subList(0, 1), page.from(), page.truncatedUpTo())));
        }
    }

    /** The state machine forgets which commands it has met. */
    static final class CommandsForgotten implements Tamper {
        @Override
        public boolean forgetsCommands() {
            return true;
        }
    }

    /** A command that is sent again is sent as another one. */
    static final class RetriesAreNew extends Rewrite {
        private final TreeSet<Long> sent = new TreeSet<>();

        @Override
        List<Effect> done(Effect effect) {
            if (!(effect instanceof Effect.Send(Envelope envelope))
                    || !(envelope.message() instanceof Message.Forward(List<Command> commands))) {
                return List.of(effect);
            }
            List<Command> renumbered = commands.stream().map(this::renumbered).toList();
            return List.of(new Effect.Send(with(envelope, new Message.Forward(renumbered))));
        }

        private Command renumbered(Command command) {
            boolean again = command.sequence() > 0 && !sent.add(command.sequence());
            long sequence = again ? command.sequence() + 1_000 : command.sequence();
            return new Command(command.session(), sequence, command.mark(), command.payload());
        }
    }
}
