package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a node talks to, and whom it no longer does: what its applied configuration says. Immutable.
 *
 * @param peers the other members, by id
 * @param removed members that were removed: refused whatever they send
 */
public record AddressBook(Map<MemberId, Peer> peers, Set<MemberId> removed) {

    /** Nobody. */
    public static final AddressBook EMPTY = new AddressBook(Map.of(), Set.of());

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
        return new AddressBook(byId, Set.of());
    }

    Optional<Peer> peer(MemberId member) {
        return Optional.ofNullable(peers.get(member));
    }
}
