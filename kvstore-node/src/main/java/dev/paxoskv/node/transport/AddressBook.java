package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a node talks to, and whom it no longer does: what the configurations say that it knows to be chosen. Immutable.
 *
 * @param epoch the epoch of the newest of them
 * @param peers the members, by id
 * @param removed members that were removed: refused whatever they send
 */
public record AddressBook(long epoch, Map<MemberId, Peer> peers, Set<MemberId> removed) {

    /** Nobody. */
    public static final AddressBook EMPTY = new AddressBook(0, Map.of(), Set.of());

    /** Copies its arguments. */
    public AddressBook {
        peers = Map.copyOf(peers);
        removed = Set.copyOf(removed);
    }

    /** A book of these peers, with nobody removed. */
    public static AddressBook of(Collection<Peer> peers) {
        Map<MemberId, Peer> byId = new LinkedHashMap<>();
        for (Peer peer : peers) {
            byId.put(peer.member(), peer);
        }
        return new AddressBook(0, byId, Set.of());
    }

    /**
     * The members of two configurations: as long as the newer one is not settled, a member that it removes may be the one
     * that knows what the others lack.
     *
     * @param lastSettled the last configuration that is settled
     * @param latest the newest one, the same or a later one; its addresses count
     */
    public static AddressBook of(Configuration lastSettled, Configuration latest) {
        Map<MemberId, Peer> byId = new LinkedHashMap<>();
        for (Configuration configuration : List.of(lastSettled, latest)) {
            for (Member member : configuration.members()) {
                byId.put(member.id(), new Peer(member.id(), member.name(), member.peerAddress()));
            }
        }
        Set<MemberId> removed = new HashSet<>(latest.removed());
        removed.removeAll(byId.keySet());
        return new AddressBook(latest.epoch(), byId, removed);
    }

    Optional<Peer> peer(MemberId member) {
        return Optional.ofNullable(peers.get(member));
    }
}
