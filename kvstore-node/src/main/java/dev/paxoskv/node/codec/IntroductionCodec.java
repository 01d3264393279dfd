package dev.paxoskv.node.codec;

import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import dev.paxoskv.node.paxos.model.Configuration;
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

    private IntroductionCodec() {}

    /** A question: the asker has no genesis and is pledged to nobody that matters to the one asked. */
    public static IdentifyRequest encodeRequest(Introduction asker) {
        return IdentifyRequest.newBuilder()
                .setMemberId(asker.member().value())
                .setLabel(asker.label())
                .addAllList(lines(asker.list()))
                .build();
    }

    /** An answer. */
    public static IdentifyReply encodeReply(Introduction introduction) {
        IdentifyReply.Builder out = IdentifyReply.newBuilder()
                .setMemberId(introduction.member().value())
                .setLabel(introduction.label())
                .addAllList(lines(introduction.list()))
                .setPledgedTo(introduction.pledgedTo().value());
        Genesis genesis = introduction.genesis();
        if (genesis != null) {
            out.setGenesis(Bytes.wrap(genesis.encoded()));
        }
        return out.build();
    }

    /**
     * Reads a question.
     *
     * @throws MalformedException if it is none
     */
    public static Introduction decode(IdentifyRequest in) {
        return introduction(in.getMemberId(), in.getLabel(), in.getListList(), null, 0);
    }

    /**
     * Reads an answer.
     *
     * @throws MalformedException if it is none
     */
    public static Introduction decode(IdentifyReply in) {
        Genesis genesis = in.getGenesis().isEmpty() ? null : genesis(Bytes.unwrap(in.getGenesis()));
        return introduction(in.getMemberId(), in.getLabel(), in.getListList(), genesis, in.getPledgedTo());
    }

    private static Introduction introduction(
            long member, int label, List<ListedNode> list, @Nullable Genesis genesis, long pledgedTo) {
        if (member == 0) {
            throw new MalformedException("an introduction without a member id");
        }
        return new Introduction(new MemberId(member), label, list(list), genesis, new MemberId(pledgedTo));
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

    private static String address(String address) {
        if (address.length() > MAX_ADDRESS
                || address.indexOf(':') < 0
                || address.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedException("an address that is not host:port");
        }
        return address;
    }
}
