package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.simulation.Tamper;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Defects in what is durable before what leaves, and in what a restart finds. */
final class DiskDefects {
    private DiskDefects() {}

    /** Messages of a kind leave before what they vouch for is durable. */
    static final class LeavesEarly extends Rewrite {
        private final Predicate<Envelope> which;

        LeavesEarly(Predicate<Envelope> which) {
            this.which = which;
        }

        static LeavesEarly promises() {
            return new LeavesEarly(envelope -> envelope.message() instanceof Message.Promise
                    && !envelope.from().equals(envelope.to()));
        }

        static LeavesEarly ownPromises() {
            return new LeavesEarly(envelope -> envelope.message() instanceof Message.Promise
                    && envelope.from().equals(envelope.to()));
        }

        static LeavesEarly votes() {
            return new LeavesEarly(envelope -> envelope.message() instanceof Message.Accepted
                    && !envelope.from().equals(envelope.to()));
        }

        static LeavesEarly ownVotes() {
            return new LeavesEarly(envelope -> envelope.message() instanceof Message.Accepted
                    && envelope.from().equals(envelope.to()));
        }

        @Override
        List<Effect> done(Effect effect) {
            if (!(effect instanceof Effect.Persist persist)) {
                return List.of(effect);
            }
            List<Effect> effects = new ArrayList<>();
            persist.releases().stream().filter(which).forEach(early -> effects.add(new Effect.Send(early)));
            effects.add(new Effect.Persist(
                    persist.id(),
                    persist.records(),
                    persist.releases().stream().filter(which.negate()).toList()));
            return effects;
        }
    }

    /** Records of a kind are reported durable and are not written. */
    record NotWritten(Predicate<LogRecord> which) implements Tamper {
        static NotWritten promises() {
            return new NotWritten(record -> record instanceof LogRecord.Promised);
        }

        static NotWritten accepts() {
            return new NotWritten(record -> record instanceof LogRecord.Accepted);
        }

        @Override
        public boolean keeps(LogRecord record) {
            return !which.test(record);
        }
    }

    /** A restart does not read the promise: old ballots are used again. */
    static final class PromiseForgotten implements Tamper {
        @Override
        public Recovered recovered(Recovered recovered) {
            Ballot highest = Ballot.ZERO;
            for (AcceptedEntry entry : recovered.accepted()) {
                highest = Ballot.max(highest, entry.ballot());
            }
            return new Recovered(
                    highest,
                    recovered.chosenUpTo(),
                    recovered.truncatedUpTo(),
                    recovered.accepted(),
                    recovered.configurations());
        }
    }

    /** A restart does not read what was accepted. */
    static final class AcceptedForgotten implements Tamper {
        @Override
        public Recovered recovered(Recovered recovered) {
            return new Recovered(
                    recovered.promised(),
                    recovered.chosenUpTo(),
                    recovered.truncatedUpTo(),
                    List.of(),
                    recovered.configurations());
        }
    }

    /** A failed sync is taken for a success. */
    static final class FailedSyncIgnored implements Tamper {
        @Override
        public boolean ignoresFailedSync() {
            return true;
        }
    }

    /** The completion of a slot's first write vouches for a later value at that slot, which is still on its way. */
    static final class LateCompletionVouches implements Tamper {
        private final Map<Long, Long> firstWrite = new TreeMap<>();
        private final Map<Long, List<Envelope>> vouches = new TreeMap<>();

        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = new ArrayList<>();
            if (input instanceof SessionInput.Persisted<Reply>(long id)) {
                release(id, effects);
            }
            for (SessionEffect<Reply> effect : core.apply(input)) {
                if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Persist persist)) {
                    note(persist);
                }
                effects.add(effect);
            }
            return effects;
        }

        private void note(Effect.Persist persist) {
            for (LogRecord record : persist.records()) {
                if (record instanceof LogRecord.Accepted(AcceptedEntry accepted)) {
                    Long first = firstWrite.putIfAbsent(accepted.slot(), persist.id());
                    if (first != null) {
                        vouches.computeIfAbsent(first, absent -> new ArrayList<>())
                                .addAll(persist.releases());
                    }
                }
            }
        }

        private void release(long id, List<SessionEffect<Reply>> effects) {
            firstWrite.values().removeIf(first -> first <= id);
            vouches.forEach((first, envelopes) -> {
                if (first <= id) {
                    envelopes.forEach(envelope -> effects.add(new SessionEffect.Protocol<>(new Effect.Send(envelope))));
                }
            });
            vouches.keySet().removeIf(first -> first <= id);
        }
    }
}
