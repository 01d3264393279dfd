package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.simulation.Tamper;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A defect that changes single messages on their way in, and single effects on their way out. */
abstract class Rewrite implements Tamper {

    /** What is received in place of an envelope; none to lose it. */
    List<Envelope> received(Envelope envelope) {
        return List.of(envelope);
    }

    /** What is done in place of an effect of the protocol. */
    List<Effect> done(Effect effect) {
        return List.of(effect);
    }

    @Override
    public List<SessionEffect<Reply>> step(
            SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
        List<SessionEffect<Reply>> effects = new ArrayList<>();
        for (SessionInput<Reply> each : inputs(input)) {
            for (SessionEffect<Reply> effect : core.apply(each)) {
                effects.addAll(rewrite(effect));
            }
        }
        return effects;
    }

    private List<SessionInput<Reply>> inputs(SessionInput<Reply> input) {
        if (!(input instanceof SessionInput.Received<Reply>(Envelope envelope))) {
            return List.of(input);
        }
        List<SessionInput<Reply>> inputs = new ArrayList<>();
        received(envelope).forEach(each -> inputs.add(new SessionInput.Received<>(each)));
        return inputs;
    }

    private List<SessionEffect<Reply>> rewrite(SessionEffect<Reply> effect) {
        if (!(effect instanceof SessionEffect.Protocol<Reply>(Effect protocol))) {
            return List.of(effect);
        }
        List<SessionEffect<Reply>> effects = new ArrayList<>();
        done(protocol).forEach(each -> effects.add(new SessionEffect.Protocol<>(each)));
        return effects;
    }

    static Envelope with(Envelope envelope, Message message) {
        return new Envelope(envelope.cluster(), envelope.from(), envelope.to(), envelope.version(), message);
    }
}
