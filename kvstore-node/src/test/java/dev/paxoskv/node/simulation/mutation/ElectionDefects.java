package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;

/** Defects that cost no value, only progress; and the door left open to strangers. */
final class ElectionDefects {
    private ElectionDefects() {}

    /** Nobody takes over from a leader that died: what it left half done stays so. */
    static final class NobodyTakesOver extends Rewrite {
        private int replies;

        @Override
        List<Envelope> received(Envelope envelope) {
            boolean late = envelope.message() instanceof Message.ElectionReply && ++replies > 20;
            return late ? List.of() : List.of(envelope);
        }
    }

    /** Nobody is ever content with a leader: all duel. */
    static final class NobodyIsHappy extends Rewrite {
        @Override
        List<Envelope> received(Envelope envelope) {
            return envelope.message() instanceof Message.ElectionReply reply
                    ? List.of(with(
                            envelope,
                            new Message.ElectionReply(
                                    reply.round(), reply.ballot(), reply.leader(), false, reply.chosenUpTo())))
                    : List.of(envelope);
        }
    }

    /** A leader that was outbid never finds out: neither refusals nor others' leaders are looked at. */
    static final class RefusalsUnheard extends Rewrite {
        private Ballot own = Ballot.ZERO;

        @Override
        List<Effect> done(Effect effect) {
            if (effect instanceof Effect.LeadershipChanged(Effect.Role role, Ballot leader)) {
                own = role == Effect.Role.FOLLOWER ? Ballot.ZERO : leader;
            }
            return List.of(effect);
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            boolean leading = own.isAbove(Ballot.ZERO);
            return switch (envelope.message()) {
                case Message.Nack nack when leading -> List.of();
                case Message.ElectionReply reply
                when leading ->
                    List.of(with(
                            envelope,
                            new Message.ElectionReply(reply.round(), own, own, reply.happy(), reply.chosenUpTo())));
                default -> List.of(envelope);
            };
        }
    }

    /** Neither the cluster nor the version of a message is looked at. */
    static final class StrangersWelcome extends Rewrite {
        private final Genesis genesis;

        StrangersWelcome(Genesis genesis, MemberId self) {
            this.genesis = genesis;
        }

        @Override
        List<Envelope> received(Envelope envelope) {
            return List.of(new Envelope(
                    genesis.cluster(), envelope.from(), envelope.to(), Envelope.PROTOCOL_VERSION, envelope.message()));
        }
    }
}
