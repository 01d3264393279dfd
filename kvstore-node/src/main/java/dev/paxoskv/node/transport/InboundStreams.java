package dev.paxoskv.node.transport;

import dev.paxoskv.node.codec.MalformedException;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Handshake;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The streams on which peers send to this node: at most one of each member, the newest. Any thread.
 *
 * <p>A caller that this node's configuration does not have is let in as a <em>guest</em>, as long as there are few: it may
 * have been added since. A member that was removed is not.
 */
final class InboundStreams {
    private static final Logger LOG = Logger.getLogger(InboundStreams.class);

    /** Most streams that have not said who they are. */
    private static final int MAX_STRANGERS = 64;

    /** Most streams of members that the address book does not have. */
    private static final int MAX_GUESTS = 16;

    /** Most refused callers to remember, for the log. */
    private static final int MAX_REFUSED = 64;

    private final LocalMember self;
    private final TransportOptions options;
    private final TransportListener listener;
    private final InboundHandler handler;
    private final LongSupplier nanoTime;
    private final Guests guests;

    private final Set<InboundStream> strangers = new LinkedHashSet<>();
    private final Map<MemberId, InboundStream> byMember = new HashMap<>();
    private final Map<MemberId, Long> keptOutUntil = new HashMap<>();
    private final ReasonLog<MemberId> refusals = new ReasonLog<>(MAX_REFUSED);
    private AddressBook book;
    private boolean stopped;

    /** Told of guests, so that they can be answered. Called without a lock. */
    interface Guests {

        /** A guest was let in. */
        void came(Peer guest);

        /** A guest's stream has ended. */
        void left(MemberId guest);
    }

    InboundStreams(
            LocalMember self,
            AddressBook book,
            TransportOptions options,
            TransportListener listener,
            InboundHandler handler,
            Guests guests,
            LongSupplier nanoTime) {
        this.self = self;
        this.book = book;
        this.options = options;
        this.listener = listener;
        this.handler = handler;
        this.guests = guests;
        this.nanoTime = nanoTime;
    }

    LocalMember self() {
        return self;
    }

    InboundHandler handler() {
        return handler;
    }

    TransportListener listener() {
        return listener;
    }

    /** The epoch of the newest configuration known. */
    synchronized long epoch() {
        return book.epoch();
    }

    /** A stream that a caller opens. */
    StreamObserver<ConnectRequest> open(StreamObserver<ConnectReply> replies) {
        InboundStream stream = new InboundStream(this, replies, nanoTime.getAsLong());
        List<InboundStream> silent = new ArrayList<>();
        boolean room;
        synchronized (this) {
            takeSilent(silent);
            room = !stopped && strangers.size() < MAX_STRANGERS;
            if (room) {
                strangers.add(stream);
            }
        }
        for (InboundStream stranger : silent) {
            stranger.close(Status.DEADLINE_EXCEEDED.withDescription("no handshake came"));
        }
        if (!room) {
            stream.close(Status.RESOURCE_EXHAUSTED.withDescription(
                    "too many connections that have not said who they are; try again later"));
        }
        return stream;
    }

    private void takeSilent(List<InboundStream> silent) {
        long now = nanoTime.getAsLong();
        long patience = options.connectTimeout().toNanos();
        for (Iterator<InboundStream> i = strangers.iterator(); i.hasNext(); ) {
            InboundStream stranger = i.next();
            if (now - stranger.openedNanos() < patience) {
                return;
            }
            i.remove();
            silent.add(stranger);
        }
    }

    /** Decides on a handshake. An admitted stream takes the place of an older one of the same member. */
    Admission admit(InboundStream stream, Handshake hello) {
        MemberId from = new MemberId(hello.getFromMember());
        InboundStream older = null;
        Admission admission;
        boolean guest;
        synchronized (this) {
            admission = isKeptOut(from) ? keptOut(from) : Admission.check(hello, self, book, hasRoomFor(from));
            guest = admission instanceof Admission.Admitted && isGuest(from);
            switch (admission) {
                case Admission.Admitted admitted -> {
                    stream.admitted(from, admitted.version());
                    strangers.remove(stream);
                    refusals.forget(from);
                    older = byMember.put(from, stream);
                }
                case Admission.Denied denied -> tell(hello, from, denied);
            }
        }
        if (older != null) {
            older.close(Status.ABORTED.withDescription("the member opened a newer stream"));
        }
        if (guest && !hello.getPeerAddress().isEmpty()) {
            guests.came(new Peer(from, name(hello), hello.getPeerAddress()));
        }
        return admission;
    }

    /** Decides on the handshake of a call that is no stream of messages. */
    synchronized Admission admit(Handshake hello) {
        MemberId from = new MemberId(hello.getFromMember());
        Admission admission = stopped
                ? new Admission.Denied(ConnectReply.Reason.REASON_NOT_READY, self.name() + " is stopping")
                : isKeptOut(from) ? keptOut(from) : Admission.check(hello, self, book, hasRoomFor(from));
        if (admission instanceof Admission.Denied denied) {
            tell(hello, from, denied);
        }
        return admission;
    }

    private boolean isGuest(MemberId member) {
        return book.peer(member).isEmpty();
    }

    private boolean hasRoomFor(MemberId guest) {
        return byMember.containsKey(guest)
                || byMember.keySet().stream().filter(this::isGuest).count() < MAX_GUESTS;
    }

    private void tell(Handshake hello, MemberId from, Admission.Denied denied) {
        if (refusals.isNews(from, denied.text())) {
            LOG.warnf("refused peer %s (member %s): %s", name(hello), from, denied.text());
        }
    }

    /** The caller's name, fit for a line of a log. */
    private static String name(Handshake hello) {
        String name = hello.getName();
        return name.substring(0, Math.min(name.length(), 64)).replaceAll("\\p{Cntrl}", "?");
    }

    private boolean isKeptOut(MemberId from) {
        Long until = keptOutUntil.get(from);
        if (until != null && nanoTime.getAsLong() - until >= 0) {
            keptOutUntil.remove(from);
            return false;
        }
        return until != null;
    }

    private Admission keptOut(MemberId from) {
        return new Admission.Denied(
                ConnectReply.Reason.REASON_KEPT_OUT,
                "member " + from + " sent what no message can be and is kept out for "
                        + options.keepOut().toSeconds() + " s; the log of " + self.name() + " says what it was");
    }

    void ended(InboundStream stream) {
        boolean guest;
        synchronized (this) {
            strangers.remove(stream);
            guest = byMember.remove(stream.from(), stream) && isGuest(stream.from());
        }
        if (guest) {
            guests.left(stream.from());
        }
    }

    /** A stream carried what no message can be: it is closed, and its member kept out for a while. */
    void brokeProtocol(InboundStream stream, MalformedException broken) {
        MemberId from = stream.from();
        if (from.equals(MemberId.NONE)) {
            LOG.warnf("closed a connection to the peer port that is none of a peer: %s", broken.getMessage());
        } else {
            LOG.errorf(
                    "member %s broke the peer protocol and is kept out for %d s: %s",
                    from, options.keepOut().toSeconds(), broken.getMessage());
            keepOut(from);
        }
        stream.close(Status.INVALID_ARGUMENT.withDescription("malformed: " + broken.getMessage()));
    }

    private synchronized void keepOut(MemberId from) {
        if (!isGuest(from) || keptOutUntil.size() < MAX_REFUSED) {
            keptOutUntil.put(from, nanoTime.getAsLong() + options.keepOut().toNanos());
        }
    }

    /** From now on these are the peers; streams of members that were removed end. */
    void update(AddressBook newBook) {
        List<InboundStream> strays = new ArrayList<>();
        synchronized (this) {
            book = newBook;
            for (InboundStream stream : byMember.values()) {
                if (newBook.removed().contains(stream.from())) {
                    strays.add(stream);
                }
            }
            keptOutUntil.keySet().removeIf(this::isGuest);
        }
        for (InboundStream stray : strays) {
            stray.close(Status.PERMISSION_DENIED.withDescription(
                    "member " + stray.from() + " was removed from the cluster"));
        }
    }

    /** Ends every stream and takes no more. */
    void stop() {
        List<InboundStream> all;
        synchronized (this) {
            stopped = true;
            all = new ArrayList<>(strangers);
            all.addAll(byMember.values());
        }
        for (InboundStream stream : all) {
            stream.close(Status.UNAVAILABLE.withDescription(self.name() + " is stopping"));
        }
    }
}
