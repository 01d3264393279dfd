package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/** Defects of Phase 1. */
final class PhaseOneDefects {
    private PhaseOneDefects() {}

    private static Message.Promise promise(Message.Promise promise, int total, List<AcceptedEntry> entries) {
        return new Message.Promise(
                promise.ballot(),
                promise.from(),
                total,
                entries,
                promise.chosenUpTo(),
                promise.truncatedUpTo(),
                promise.faulty());
    }

    /** The proposer does not look at what was accepted before: it proposes its own value. */
    static final class ValueNotRecovered extends Rewrite {
        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Promise promise
                    ? List.of(with(envelope, promise(promise, 0, List.of())))
                    : List.of(envelope);
        }
    }

    /** A promise counts when its first chunk is in. */
    static final class FirstChunkIsEnough extends Rewrite {
        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Promise promise
                    ? List.of(with(envelope, promise(promise, promise.entries().size(), promise.entries())))
                    : List.of(envelope);
        }
    }

    /** Promises are counted, not promisers. */
    static final class PromisesCountedByReply extends Rewrite {
        private final Genesis genesis;

        PromisesCountedByReply(Genesis genesis, MemberId self) {
            this.genesis = genesis;
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Promise
                    ? Forgery.fromEverybody(genesis, envelope)
                    : List.of(envelope);
        }
    }

    /** A higher promise takes the place of the ballot under which a value was accepted. */
    static final class PromiseOverwritesAccepted extends Rewrite {
        private Ballot promised = Ballot.ZERO;

        @Override
        List<Effect> done(Effect effect) {
            if (!(effect instanceof Effect.Persist persist)) {
                return List.of(effect);
            }
            List<Envelope> releases = new ArrayList<>();
            for (Envelope envelope : persist.releases()) {
                releases.add(
                        envelope.message() instanceof Message.Promise promise
                                ? with(envelope, promise(promise, promise.total(), raised(promise.entries())))
                                : envelope);
            }
            for (LogRecord record : persist.records()) {
                promised = record instanceof LogRecord.Promised(Ballot ballot) ? ballot : promised;
            }
            return List.of(new Effect.Persist(persist.id(), persist.records(), releases));
        }

        private List<AcceptedEntry> raised(List<AcceptedEntry> entries) {
            return entries.stream()
                    .map(entry -> new AcceptedEntry(entry.slot(), Ballot.max(entry.ballot(), promised), entry.entry()))
                    .toList();
        }
    }

    /** What was accepted is not told: neither the slots nor the values. */
    static final class PromiseKeepsBack extends Rewrite {
        @Override
        List<Effect> done(Effect effect) {
            if (!(effect instanceof Effect.Persist persist)) {
                return List.of(effect);
            }
            List<Envelope> releases = new ArrayList<>();
            for (Envelope envelope : persist.releases()) {
                releases.add(
                        envelope.message() instanceof Message.Promise promise
                                ? with(envelope, promise(promise, 0, List.of()))
                                : envelope);
            }
            return List.of(new Effect.Persist(persist.id(), persist.records(), releases));
        }
    }

    /** A ballot is raised without asking anybody. */
    static final class NobodyIsAsked extends Rewrite {
        private final Genesis genesis;
        private final MemberId self;

        NobodyIsAsked(Genesis genesis, MemberId self) {
            this.genesis = genesis;
            this.self = self;
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.Promise
                            && envelope.from().equals(self)
                    ? Forgery.fromEverybody(genesis, envelope)
                    : List.of(envelope);
        }
    }
}
