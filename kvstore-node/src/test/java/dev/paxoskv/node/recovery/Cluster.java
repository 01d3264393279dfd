package dev.paxoskv.node.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** The data directory of one member of a cluster of three, written by hand. Every slot sets the key of its number. */
final class Cluster implements AutoCloseable {
    static final StorageEngine ENGINE = StorageEngines.named(StorageEngines.DEFAULT);
    static final ClusterId ID = new ClusterId(0xabc);
    private static final long SESSION = 77;
    private static final Ballot BALLOT = new Ballot(3, new MemberId(2));

    private final NodeStorage storage;

    Cluster(Path directory) {
        storage = ENGINE.open(directory, StorageOptions.defaults());
        if (storage.genesis().isEmpty()) {
            List<Member> members =
                    List.of(member(storage.member(), "a"), member(new MemberId(2), "b"), member(new MemberId(3), "c"));
            storage.form(new Genesis(ID, 64, new Configuration(1, members)));
        }
    }

    private static Member member(MemberId id, String name) {
        return new Member(id, name, Member.Role.VOTER, name + ":1", name + ":2", name + ":3");
    }

    NodeStorage storage() {
        return storage;
    }

    /** Slots that are chosen, and known to be. */
    Cluster chosen(long from, long to) {
        for (long slot = from; slot <= to; slot++) {
            storage.append(List.of(new LogRecord.Learned(accepted(slot))));
        }
        return this;
    }

    /** Slots that this member has accepted, and knows no more of. */
    Cluster accepted(long from, long to) {
        for (long slot = from; slot <= to; slot++) {
            storage.append(List.of(new LogRecord.Accepted(accepted(slot))));
        }
        return this;
    }

    /** A configuration that is chosen. */
    Cluster chosen(long slot, Configuration configuration) {
        storage.append(List.of(
                new LogRecord.Learned(new AcceptedEntry(slot, BALLOT, new Entry.Reconfiguration(configuration)))));
        return this;
    }

    /** Applies slots and makes a checkpoint. */
    Cluster checkpoint(long upTo) {
        StateMachine machine = new StateMachine(storage.state(), Limits.DEFAULT);
        LogReplay replay = new LogReplay(storage, machine, storage.genesis().orElseThrow(), new TreeMap<>());
        replay.applyChosen(upTo);
        machine.saveMeta();
        storage.checkpoint(upTo).join();
        return this;
    }

    private static AcceptedEntry accepted(long slot) {
        Operation operation = slot == 1 ? new Operation.OpenSession(2, 1) : Operation.Put.of(key(slot), value(slot));
        Command command = new Command(SESSION, slot, slot, OperationCodec.encode(operation));
        return new AcceptedEntry(slot, BALLOT, Entry.Batch.of(List.of(command)));
    }

    static byte[] key(long slot) {
        return ("key-" + slot).getBytes(UTF_8);
    }

    static byte[] value(long slot) {
        return ("value of " + slot).repeat(20).getBytes(UTF_8);
    }

    @Override
    public void close() {
        storage.close();
    }
}
