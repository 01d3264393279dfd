package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Accept;
import dev.paxoskv.node.paxos.message.Message.Accepted;
import dev.paxoskv.node.paxos.message.Message.Announce;
import dev.paxoskv.node.paxos.message.Message.Answer;
import dev.paxoskv.node.paxos.message.Message.AskChange;
import dev.paxoskv.node.paxos.message.Message.AskTransfer;
import dev.paxoskv.node.paxos.message.Message.ChosenPage;
import dev.paxoskv.node.paxos.message.Message.ElectionReply;
import dev.paxoskv.node.paxos.message.Message.ElectionRequest;
import dev.paxoskv.node.paxos.message.Message.FetchChosen;
import dev.paxoskv.node.paxos.message.Message.Forward;
import dev.paxoskv.node.paxos.message.Message.ForwardRefused;
import dev.paxoskv.node.paxos.message.Message.Heartbeat;
import dev.paxoskv.node.paxos.message.Message.HeartbeatAck;
import dev.paxoskv.node.paxos.message.Message.Nack;
import dev.paxoskv.node.paxos.message.Message.Prepare;
import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.message.Message.ReadIndexRefused;
import dev.paxoskv.node.paxos.message.Message.ReadIndexReply;
import dev.paxoskv.node.paxos.message.Message.ReadIndexRequest;
import dev.paxoskv.node.paxos.message.Message.Removed;
import dev.paxoskv.node.paxos.message.Message.StateDigest;
import dev.paxoskv.node.paxos.message.Message.TakeOver;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.Map;

/**
 * One member of a Multi-Paxos group, as a pure state machine: it is told what happened ({@link Input}) and answers with what
 * is to be done ({@link Effect}). It knows no clock, no disk, no network and no randomness, so the same inputs always give
 * the same effects.
 *
 * <p>Safety lies in {@link Acceptor}, {@link PhaseOne}, {@link Replicator} and {@link Learner}; {@link Election} only
 * decides who tries to lead, and may be wrong without harm.
 *
 * <p>Not thread-safe: one thread owns it. With assertions on, every step ends with a check of the invariants; a driver
 * stops the node when one is broken.
 */
public final class PaxosNode {
    private final Tuning tuning;
    private final Genesis genesis;
    private final MemberId self;
    private final Outbox outbox;
    private final Configurations configurations;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Proposer proposer;
    private final Election election;
    private long now;
    private Effect.Role announcedRole = Effect.Role.FOLLOWER;
    private Ballot announcedLeader = Ballot.ZERO;
    private final Audit audit;
    private long announcedConfiguration = -1;
    private long heardSettled;
    private boolean removed;
    private long checkedChosen;

    /** A member as it comes up, of this build. */
    public PaxosNode(Tuning tuning, Genesis genesis, MemberId self, Recovered recovered) {
        this(tuning, genesis, self, Envelope.PROTOCOL_VERSION, recovered);
    }

    /**
     * A member as it comes up.
     *
     * @param tuning the numbers to run by
     * @param genesis what the cluster was formed with
     * @param self this member
     * @param version the newest protocol version that it speaks
     * @param recovered what it found on its disk
     */
    public PaxosNode(Tuning tuning, Genesis genesis, MemberId self, int version, Recovered recovered) {
        this.tuning = tuning;
        this.genesis = genesis;
        this.self = self;
        this.outbox = new Outbox(genesis.cluster(), self, version, recovered.chosenUpTo());
        this.configurations = Configurations.of(genesis, recovered.configurations());
        this.acceptor = new Acceptor(tuning, outbox, recovered);
        this.learner = new Learner(tuning, outbox, acceptor, configurations, recovered.chosenUpTo());
        this.proposer = new Proposer(tuning, outbox, acceptor, learner, configurations);
        this.election = new Election(tuning, outbox);
        this.audit = new Audit(outbox, configurations);
        election.noteBallot(recovered.promised());
        this.checkedChosen = recovered.chosenUpTo();
    }

    /**
     * Takes one input and says what is to be done about it, in order. After an {@link Effect.Halt} there is nothing more.
     *
     * @param input what happened
     */
    public List<Effect> step(Input input) {
        switch (input) {
            case Input.Received(Envelope envelope) -> {
                if (isForThisNode(envelope)) {
                    receive(envelope.from(), envelope.version(), envelope.message());
                }
            }
            case Input.Tick() -> tick();
            case Input.Propose(var commands) -> proposer.propose(commands, now);
            case Input.Read(long request) -> proposer.read(request);
            case Input.Persisted(long id) -> outbox.persisted(id);
            case Input.ChangeMembers(long request, long expectedEpoch, Change change) ->
                proposer.change(request, expectedEpoch, change, now);
            case Input.Transfer(long request, MemberId target) -> proposer.transfer(request, target, now);
            case Input.Installed(long slot, var known) -> {
                proposer.onInstalled(slot);
                learner.onInstalled(slot, known, now);
            }
            case Input.InstallFailed() -> learner.onInstallFailed();
            case Input.Truncated(long upToSlot) -> learner.onTruncated(upToSlot);
            case Input.Damaged(long slot) -> learner.onDamaged(slot);
            case Input.Digest(long slot, long hash) -> audit.own(slot, hash, learner.chosenUpTo());
        }
        stepDownIfOutbid();
        proposer.onProgress(now);
        noteConfiguration();
        announceLeadership();
        assertInvariants();
        return outbox.take();
    }

    /**
     * Whether this message belongs to this cluster, is for this node and of a version that it speaks. Its sender may be a
     * member that this node has not heard of yet: votes are counted by configuration, so whoever else speaks is not heard.
     */
    public boolean isForThisNode(Envelope envelope) {
        return !removed
                && envelope.cluster().equals(genesis.cluster())
                && envelope.to().equals(self)
                && envelope.version() >= Envelope.OLDEST_VERSION
                && envelope.version() <= outbox.version();
    }

    /**
     * Whether this member has been removed and is not needed any more, as far as is known here. What it says is refused. A
     * member is needed until its removal is settled: before that it may be the one that knows what the others lack.
     */
    public boolean isRemoved(MemberId member) {
        return lastSettled().isRemoved(member);
    }

    private void receive(MemberId from, int version, Message message) {
        if (isRemoved(from)) {
            if (!(message instanceof Removed)) {
                outbox.send(from, new Removed(configurations.latest().epoch()));
            }
            return;
        }
        if (isAnswer(message) && !isAsked(from)) {
            return;
        }
        switch (message) {
            case Prepare prepare -> {
                acceptor.onPrepare(from, prepare);
                follow(prepare.ballot());
            }
            case Promise promise -> proposer.onPromise(from, promise, now);
            case Nack nack -> election.noteBallot(nack.promised());
            case Accept accept -> {
                acceptor.onAccept(from, accept);
                onLeader(from, accept.ballot(), accept.chosenUpTo());
            }
            case Accepted accepted -> proposer.onAccepted(from, accepted.ballot(), accepted.slot());
            case Announce announce -> onLeader(from, announce.ballot(), announce.chosenUpTo());
            case Heartbeat heartbeat -> onHeartbeat(from, heartbeat);
            case HeartbeatAck ack -> proposer.onHeartbeatAck(from, ack, version, now);
            case ElectionRequest request -> election.onRequest(from, request, learner.chosenUpTo());
            case ElectionReply reply -> {
                learner.noteElsewhere(from, reply.chosenUpTo());
                election.onReply(from, reply);
            }
            case FetchChosen fetch -> onFetch(from, fetch);
            case ChosenPage page -> {
                learner.onPage(from, page, now);
                proposer.onLearned(page.entries());
            }
            case TakeOver takeOver -> onTakeOver(from, takeOver);
            case Removed(long epoch) -> onRemoved(epoch);
            case StateDigest digest -> audit.onDigest(from, digest);
            // between the session layers, which take them before they get here
            case Forward forward -> {}
            case ForwardRefused refused -> {}
            case ReadIndexRequest request -> {}
            case ReadIndexReply reply -> {}
            case ReadIndexRefused refused -> {}
            case AskChange ask -> {}
            case AskTransfer ask -> {}
            case Answer answer -> {}
        }
    }

    /** Whether this node has asked for it: what is not asked for could fill its books with strangers. */
    private static boolean isAnswer(Message message) {
        return message instanceof Promise
                || message instanceof Accepted
                || message instanceof HeartbeatAck
                || message instanceof ElectionReply
                || message instanceof StateDigest;
    }

    private boolean isAsked(MemberId member) {
        return member.equals(self)
                || configurations.audience(learner.chosenUpTo() + 1).contains(member);
    }

    /** The leader steps back for this node: no need to wait until it is missed. */
    private void onTakeOver(MemberId from, TakeOver takeOver) {
        Ballot offered = takeOver.ballot();
        boolean stands = from.equals(offered.member()) && !offered.isBelow(acceptor.promised());
        if (stands && governing().isVoter(self) && proposer.ballot().isBelow(offered)) {
            follow(offered);
            proposer.start(election.takeOver(acceptor.promised()), now);
        }
    }

    /** Another member says that this one was removed, or its own log does: the end of its part. */
    private void onRemoved(long epoch) {
        if (!removed) {
            removed = true;
            proposer.stop(proposer.ballot());
            announceLeadership();
            outbox.add(new Effect.Removed(epoch));
        }
    }

    private void noteConfiguration() {
        if (announcedConfiguration != configurations.latestSlot()) {
            announcedConfiguration = configurations.latestSlot();
            outbox.add(new Effect.ConfigurationChanged(announcedConfiguration, configurations.latest()));
            int level = configurations.latest().featureLevel();
            if (level > outbox.version()) {
                outbox.add(new Effect.Halt("the cluster uses feature level " + level + ", and this build supports "
                        + outbox.version() + ": run the version that the other members run"));
            }
        }
        if (!removed && isRemoved(self)) {
            onRemoved(configurations.latest().epoch());
        }
    }

    private void onHeartbeat(MemberId from, Heartbeat heartbeat) {
        if (acceptor.refused(from, heartbeat.ballot())) {
            return;
        }
        onLeader(from, heartbeat.ballot(), heartbeat.chosenUpTo());
        heardSettled = Math.max(heardSettled, heartbeat.settledEpoch());
        outbox.send(
                from,
                new HeartbeatAck(heartbeat.ballot(), heartbeat.round(), learner.chosenUpTo(), outbox.durableUpTo()));
    }

    /** A message of a leader: what it says to be chosen is true, whatever has been promised since. */
    private void onLeader(MemberId from, Ballot ballot, long chosenUpTo) {
        if (!from.equals(self)) {
            learner.onAnnounced(from, ballot, chosenUpTo);
            follow(ballot);
        }
    }

    private void follow(Ballot ballot) {
        if (!ballot.isBelow(acceptor.promised())) {
            election.follow(ballot);
        }
        election.noteBallot(ballot);
    }

    private void onFetch(MemberId from, FetchChosen fetch) {
        int bytes = Math.clamp(fetch.maxBytes(), 1, tuning.pageBytes());
        outbox.add(new Effect.ServePage(from, fetch.from(), bytes, learner.chosenUpTo()));
    }

    private void tick() {
        now++;
        if (removed) {
            return;
        }
        learner.tick(now);
        proposer.tick(now);
        if (now == 1 || now % tuning.heartbeatTicks() == 0) {
            electionRound();
            outbox.writeChosenPrefix(configurations.lastOfThePast());
        }
    }

    private void electionRound() {
        boolean leading =
                proposer.role() != Effect.Role.FOLLOWER && election.leader().equals(proposer.ballot());
        boolean takeOver = election.endRound(governing(), configurations.audience(learner.chosenUpTo() + 1), leading);
        boolean stillMine = leading && election.leader().equals(proposer.ballot()) && election.isHappy();
        // a member that has promised a higher ballot would refuse this leader for ever; while it hands over, that
        // ballot is
        // its successor's
        boolean outbid =
                stillMine && !proposer.handsOver() && election.highestSeen().isAbove(proposer.ballot());
        if (takeOver || outbid || (stillMine && proposer.isStuck(now))) {
            proposer.start(election.takeOver(acceptor.promised()), now);
        } else if (leading && !stillMine) {
            proposer.stop(proposer.ballot());
        }
    }

    private void stepDownIfOutbid() {
        Ballot standing = Ballot.max(acceptor.promised(), election.leader());
        if (standing.isAbove(proposer.ballot()) && proposer.role() != Effect.Role.FOLLOWER) {
            proposer.stop(standing);
        }
    }

    private void announceLeadership() {
        if (announcedRole != proposer.role() || !announcedLeader.equals(election.leader())) {
            announcedRole = proposer.role();
            announcedLeader = election.leader();
            outbox.add(new Effect.LeadershipChanged(announcedRole, announcedLeader));
        }
    }

    private Configuration governing() {
        return configurations.governing(learner.chosenUpTo() + 1);
    }

    private void assertInvariants() {
        assert learner.chosenUpTo() >= checkedChosen : "the chosen prefix fell";
        checkedChosen = learner.chosenUpTo();
        acceptor.assertInvariants();
        proposer.assertInvariants();
    }

    /** What this node is and knows at the moment. */
    public Status status() {
        return new Status(
                proposer.role(),
                election.isHappy() ? election.leader() : Ballot.ZERO,
                acceptor.promised(),
                learner.chosenUpTo(),
                proposer.slotsInFlight(),
                proposer.pendingBytes(),
                governing(),
                configurations.latest(),
                configurations.latestSlot(),
                lastSettled(),
                settledEpoch() >= configurations.latest().epoch(),
                outbox.durableUpTo(),
                removed,
                proposer.progress(now));
    }

    private Configuration lastSettled() {
        return configurations.settled(learner.chosenUpTo() + 1, settledEpoch());
    }

    /** The last epoch that is known here to be settled. */
    private long settledEpoch() {
        return Math.max(heardSettled, proposer.settledEpoch());
    }

    /**
     * A node's state for status pages, metrics and tests.
     *
     * @param role what it is to the others
     * @param leader the ballot that it follows or leads under; {@link Ballot#ZERO} while it knows of no leader that hears a
     *     majority
     * @param promised its promise
     * @param chosenUpTo its chosen prefix
     * @param slotsInFlight slots that it has proposed and not seen chosen
     * @param pendingBytes bytes of commands that wait for a slot
     * @param configuration the members that govern the next slot
     * @param latest the latest configuration known to be chosen
     * @param latestSlot its slot; 0 for the genesis
     * @param lastSettled the configuration that governs the next slot if that is settled, else the one before: its members
     *     are heard as well as those of the latest
     * @param settled whether the leader says that the latest configuration is settled: the next change may come, and whom
     *     the last one removed is not needed any more
     * @param durableUpTo as much of the chosen prefix as this node's disk holds
     * @param removed whether this member was removed
     * @param progress how far the members are, by id; empty where this node does not lead
     */
    public record Status(
            Effect.Role role,
            Ballot leader,
            Ballot promised,
            long chosenUpTo,
            int slotsInFlight,
            long pendingBytes,
            Configuration configuration,
            Configuration latest,
            long latestSlot,
            Configuration lastSettled,
            boolean settled,
            long durableUpTo,
            boolean removed,
            Map<MemberId, Progress> progress) {}

    /**
     * What a leader knows of a member.
     *
     * @param chosenUpTo how far its chosen prefix reaches
     * @param durableUpTo as much of it as its disk holds
     * @param heard whether it answered within an election timeout
     * @param caughtUp whether it is there and within one window of the leader
     * @param version the newest protocol version that both speak; 0 while that is not known
     */
    public record Progress(long chosenUpTo, long durableUpTo, boolean heard, boolean caughtUp, int version) {}
}
