package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.simulation.Tamper;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Each of the four conditions of a linearizable read left out. */
final class ReadDefects {
    private ReadDefects() {}

    /** Reads are answered from the node's own state at once. */
    static final class LocalReads implements Tamper {
        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            return input instanceof SessionInput.Read<Reply>(long request, int deadlineTicks)
                    ? List.of(new SessionEffect.ReadReady<>(request))
                    : core.apply(input);
        }
    }

    /** Condition (i): a leader elect gives read indexes before a slot of its own ballot is chosen. */
    static final class BeforeOwnBallot implements Tamper {
        private final Genesis genesis;
        private final MemberId self;
        private final TreeSet<MemberId> promisers = new TreeSet<>();
        private final List<Envelope> asked = new ArrayList<>();
        private Ballot ballot = Ballot.ZERO;
        private long chosenUpTo;

        BeforeOwnBallot(Genesis genesis, MemberId self) {
            this.genesis = genesis;
            this.self = self;
        }

        @Override
        public Recovered recovered(Recovered recovered) {
            chosenUpTo = recovered.chosenUpTo();
            return recovered;
        }

        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = new ArrayList<>(core.apply(input));
            for (SessionEffect<Reply> effect : effects) {
                if (effect
                        instanceof SessionEffect.Protocol<Reply>(Effect.LeadershipChanged(var role, Ballot leader))) {
                    begin(role == Effect.Role.CANDIDATE ? leader : Ballot.ZERO);
                } else if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Chosen chosen)) {
                    chosenUpTo = chosen.slot();
                }
            }
            if (input instanceof SessionInput.Received<Reply>(Envelope envelope)
                    && Forgery.isGenuine(genesis, envelope)
                    && !ballot.equals(Ballot.ZERO)) {
                receive(envelope, effects);
            }
            return effects;
        }

        private void begin(Ballot newBallot) {
            ballot = newBallot;
            promisers.clear();
            asked.clear();
        }

        private void receive(Envelope envelope, List<SessionEffect<Reply>> effects) {
            if (envelope.message() instanceof Message.Promise promise
                    && promise.ballot().equals(ballot)) {
                promisers.add(envelope.from());
            }
            if (envelope.message() instanceof Message.ReadIndexRequest) {
                asked.add(envelope);
            }
            if (genesis.configuration().isMajority(promisers)) {
                for (Envelope question : asked) {
                    long request = ((Message.ReadIndexRequest) question.message()).request();
                    effects.add(new SessionEffect.Protocol<>(new Effect.Send(new Envelope(
                            question.cluster(),
                            self,
                            question.from(),
                            question.version(),
                            new Message.ReadIndexReply(request, chosenUpTo)))));
                }
                asked.clear();
            }
        }
    }

    /** Condition (ii): a read gets the index that another read was given before it came. */
    static final class IndexOfYesterday extends Rewrite {
        private long before;

        @Override
        List<Envelope> received(Envelope envelope) {
            if (!(envelope.message() instanceof Message.ReadIndexReply(long request, long index))) {
                return List.of(envelope);
            }
            long old = before;
            before = Math.max(before, index);
            return List.of(with(envelope, new Message.ReadIndexReply(request, Math.min(old, index))));
        }
    }

    /** Condition (iii): the leader answers without asking anybody whether it still leads. */
    static final class NoRound implements Tamper {
        private final Genesis genesis;
        private final MemberId self;

        NoRound(Genesis genesis, MemberId self) {
            this.genesis = genesis;
            this.self = self;
        }

        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = new ArrayList<>(core.apply(input));
            long answered = 0;
            for (SessionEffect<Reply> effect : List.copyOf(effects)) {
                if (effect instanceof SessionEffect.Protocol<Reply>(Effect.Send(Envelope envelope))
                        && envelope.message() instanceof Message.Heartbeat heartbeat
                        && heartbeat.round() > answered) {
                    answered = heartbeat.round();
                    Envelope ack = new Envelope(
                            envelope.cluster(),
                            self,
                            self,
                            envelope.version(),
                            new Message.HeartbeatAck(heartbeat.ballot(), heartbeat.round(), 0, 0));
                    Forgery.fromEverybody(genesis, ack).stream()
                            .filter(each -> !each.from().equals(self))
                            .forEach(each -> effects.addAll(core.apply(new SessionInput.Received<>(each))));
                }
            }
            return effects;
        }
    }

    /** Condition (iii): a round that started before the read arrived counts as well. */
    static final class AnyRoundWillDo extends Rewrite {
        private long latest;

        @Override
        List<Effect> done(Effect effect) {
            if (effect instanceof Effect.Send(Envelope envelope)
                    && envelope.message() instanceof Message.Heartbeat heartbeat) {
                latest = heartbeat.round();
            }
            return List.of(effect);
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.HeartbeatAck ack
                    ? List.of(with(
                            envelope,
                            new Message.HeartbeatAck(
                                    ack.ballot(), Math.max(latest, ack.round()), ack.chosenUpTo(), ack.durableUpTo())))
                    : List.of(envelope);
        }
    }

    /** Condition (iii): heartbeats are acknowledged in spite of a higher promise. */
    static final class AcknowledgesTheOutbid implements Tamper {
        @Override
        public List<SessionEffect<Reply>> step(
                SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
            List<SessionEffect<Reply>> effects = core.apply(input);
            if (!(input instanceof SessionInput.Received<Reply>(Envelope envelope))
                    || !(envelope.message() instanceof Message.Heartbeat heartbeat)) {
                return effects;
            }
            List<SessionEffect<Reply>> changed = new ArrayList<>();
            for (SessionEffect<Reply> effect : effects) {
                boolean refusal = effect instanceof SessionEffect.Protocol<Reply>(Effect.Send(Envelope answer))
                        && answer.message() instanceof Message.Nack;
                changed.add(
                        !refusal
                                ? effect
                                : new SessionEffect.Protocol<>(new Effect.Send(new Envelope(
                                        envelope.cluster(),
                                        envelope.to(),
                                        envelope.from(),
                                        envelope.version(),
                                        new Message.HeartbeatAck(heartbeat.ballot(), heartbeat.round(), 0, 0)))));
            }
            return changed;
        }
    }

    /** Condition (iv): nobody waits until the index is applied. */
    static final class NotApplied extends Rewrite {
        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.ReadIndexReply(long request, long index)
                    ? List.of(with(envelope, new Message.ReadIndexReply(request, 0)))
                    : List.of(envelope);
        }
    }
}
