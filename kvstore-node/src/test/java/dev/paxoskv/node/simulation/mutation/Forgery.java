package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;

/** Envelopes that look like others, and how to tell. */
final class Forgery {
    private Forgery() {}

    /** Whether the core would look at it at all: it comes from a member of the cluster and speaks the version. */
    static boolean isGenuine(Genesis genesis, Envelope envelope) {
        return envelope.cluster().equals(genesis.cluster())
                && envelope.version() == Envelope.PROTOCOL_VERSION
                && genesis.configuration().isVoter(envelope.from());
    }

    /** The envelope, once from each voter. */
    static List<Envelope> fromEverybody(Genesis genesis, Envelope envelope) {
        List<Envelope> all = new ArrayList<>();
        for (MemberId voter : genesis.configuration().voters()) {
            all.add(new Envelope(envelope.cluster(), voter, envelope.to(), envelope.version(), envelope.message()));
        }
        return all;
    }
}
