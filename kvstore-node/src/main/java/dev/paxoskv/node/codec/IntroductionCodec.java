package dev.paxoskv.node.codec;

import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.IdentifyReply;
import dev.paxoskv.peer.v1.IdentifyRequest;
import dev.paxoskv.peer.v1.ListedNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Introductions as protobuf and back. Stateless; for any thread. */
public final class IntroductionCodec {

    /** Longest address, in characters: a domain name has at most 253. */
    private static final int MAX_ADDRESS = 300;

    /** Longest name, in characters. */
    private static final int MAX_NAME = 253;

    private IntroductionCodec() {}

    /** A question: the asker has no genesis and is pledged to nobody that matters to the one asked. */
    public static IdentifyRequest encodeRequest(Introduction asker) {
        return IdentifyRequest.newBuilder()
                .setMemberId(asker.member().value())
                .setName(asker.name())
                .setLabel(asker.label())
                .addAllList(lines(asker.list()))
                .build();
    }

    /** An answer. */
    public static IdentifyReply encodeReply(Introduction introduction) {
        IdentifyReply.Builder out = IdentifyReply.newBuilder()
                .setMemberId(introduction.member().value())
                .setName(introduction.name())
                .setLabel(introduction.label())
                .addAllList(lines(introduction.list()))
                .setPledgedTo(introduction.pledgedTo().value());
        Membership membership = introduction.membership();
        if (membership != null) {
            out.setGenesis(Bytes.wrap(membership.genesis().encoded()));
            out.setConfiguration(Bytes.wrap(new Entry.Reconfiguration(membership.latest()).encoded()));
        }
        return out.build();
    }

    /**
     * Reads a question.
     *
     * @throws MalformedException if it is none
     */
    public static Introduction decode(IdentifyRequest in) {
        return introduction(in.getMemberId(), in.getName(), in.getLabel(), in.getListList(), null, 0);
    }

    /**
     * Reads an answer.
     *
     * @throws MalformedException if it is none
     */
    public static Introduction decode(IdentifyReply in) {
        return introduction(
                in.getMemberId(), in.getName(), in.getLabel(), in.getListList(), membership(in), in.getPledgedTo());
    }

    private static Introduction introduction(
            long member,
            String name,
            int label,
            List<ListedNode> list,
            @Nullable Membership membership,
            long pledgedTo) {
        if (member == 0) {
            throw new MalformedException("an introduction without a member id");
        }
        return new Introduction(
                new MemberId(member), name(name, label), label, list(list), membership, new MemberId(pledgedTo));
    }

    private static @Nullable Membership membership(IdentifyReply in) {
        if (in.getGenesis().isEmpty()) {
            return null;
        }
        Genesis genesis = genesis(Bytes.unwrap(in.getGenesis()));
        return in.getConfiguration().isEmpty()
                ? Membership.of(genesis)
                : new Membership(genesis, configuration(Bytes.unwrap(in.getConfiguration())));
    }

    private static Configuration configuration(byte[] encoded) {
        try {
            if (Entry.decode(encoded) instanceof Entry.Reconfiguration reconfiguration) {
                return reconfiguration.configuration();
            }
        } catch (IllegalArgumentException damaged) {
            throw new MalformedException("a configuration that cannot be read: " + damaged.getMessage(), damaged);
        }
        throw new MalformedException("an entry in the place of a configuration that is none");
    }

    private static Genesis genesis(byte[] encoded) {
        try {
            return Genesis.decode(encoded);
        } catch (IllegalArgumentException damaged) {
            throw new MalformedException("a genesis that cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    private static List<ListedNode> lines(PeerList list) {
        List<ListedNode> out = new ArrayList<>();
        for (ListedPeer peer : list.peers()) {
            out.add(ListedNode.newBuilder()
                    .setLabel(peer.label())
                    .setPeerAddress(peer.peer())
                    .setHttpAddress(peer.http())
                    .setGrpcAddress(peer.grpc())
                    .build());
        }
        return out;
    }

    private static PeerList list(List<ListedNode> in) {
        if (in.isEmpty() || in.size() > Configuration.MAX_MEMBERS) {
            throw new MalformedException(
                    "a list of " + in.size() + " nodes; it can have 1 to " + Configuration.MAX_MEMBERS);
        }
        List<ListedPeer> peers = new ArrayList<>();
        for (ListedNode node : in) {
            peers.add(new ListedPeer(
                    node.getLabel(),
                    address(node.getPeerAddress()),
                    address(node.getHttpAddress()),
                    address(node.getGrpcAddress())));
        }
        try {
            return new PeerList(peers);
        } catch (IllegalArgumentException contradictory) {
            throw new MalformedException(String.valueOf(contradictory.getMessage()), contradictory);
        }
    }

    /** Builds from before names were told have none. */
    private static String name(String name, int label) {
        if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("a name that is none");
        }
        return name.isEmpty() ? ListedPeer.name(label) : name;
    }

    private static String address(String address) {
        if (address.length() > MAX_ADDRESS
                || address.indexOf(':') < 0
                || address.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("an address that is not host:port");
        }
        return address;
    }
}
