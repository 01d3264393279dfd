package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;
import java.util.function.Function;

/**
 * A defect, put around a member's core from outside: it may change what goes in, what comes out, what the disk keeps and
 * what a restart finds. One object per process. The real thing is {@link #NONE}.
 */
public interface Tamper {

    /** No defect. */
    Tamper NONE = new Tamper() {};

    /** Makes the defect of one process. */
    interface Factory {

        /** No defect anywhere. */
        Factory NONE = (genesis, self) -> Tamper.NONE;

        /** The defect of a process of this member. */
        Tamper tamper(Genesis genesis, MemberId self);
    }

    /** Takes the place of a step of the core; the core's own step is the function. */
    default List<SessionEffect<Reply>> step(
            SessionInput<Reply> input, Function<SessionInput<Reply>, List<SessionEffect<Reply>>> core) {
        return core.apply(input);
    }

    /** Whether a record that was reported durable is really kept. */
    default boolean keeps(LogRecord record) {
        return true;
    }

    /** What a restart finds in place of what is on the disk. */
    default Recovered recovered(Recovered recovered) {
        return recovered;
    }

    /** Whether a failed sync is taken for a success. */
    default boolean ignoresFailedSync() {
        return false;
    }

    /** Whether pages of the log are read without waiting for the writes that were asked for before. */
    default boolean readsPastQueuedWrites() {
        return false;
    }

    /** Whether a member that cannot read its promise takes part all the same, as if it had promised nothing. */
    default boolean ignoresDamagedPromise() {
        return false;
    }

    /** Whether the state machine forgets which commands it has met. */
    default boolean forgetsCommands() {
        return false;
    }
}
