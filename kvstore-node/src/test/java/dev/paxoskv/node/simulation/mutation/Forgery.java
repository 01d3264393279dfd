package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/** Envelopes that look like others. */
final class Forgery {
    private Forgery() {}

    /** The envelope, once from each voter. */
    static List<Envelope> fromEverybody(Genesis genesis, Envelope envelope) {
        List<Envelope> all = new ArrayList<>();
        for (MemberId voter : genesis.configuration().voters()) {
            all.add(new Envelope(envelope.cluster(), voter, envelope.to(), envelope.version(), envelope.message()));
        }
        return all;
    }
}
