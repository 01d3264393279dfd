package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Outcome.Applied;
import dev.paxoskv.node.statemachine.Outcome.Reason;
import dev.paxoskv.node.statemachine.Outcome.Refused;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.SessionReply;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The traps of retries: a command takes effect once, whatever the log repeats, reorders or brings too late. */
class ExactlyOnceTest {

    private static final long S = 0x8000_0000_0000_0007L;
    private static final Limits LIMITS = new Limits(100, 5000, 10_000, 128, 1000, 3, 100, 10_000, 6000, 1 << 20);

    private final MemoryStateStore store = new MemoryStateStore();
    private final StateMachine machine = new StateMachine(store, LIMITS);

    private static Put put(String value) {
        return new Put(bytes("a"), bytes(value), 0, true, false, false);
    }

    private Outcome open(long session, long member, long incarnation) {
        return machine.apply(session, 0, 0, new OpenSession(member, incarnation));
    }

    private long revision() {
        machine.finishSlot(machine.appliedSlot() + 1);
        return machine.view().revision();
    }

    private static Outcome refused(Reason reason) {
        return new Refused(reason);
    }

    private static Reply replyOf(Outcome outcome) {
        return ((Applied) outcome).reply();
    }

    @Test
    void aRepeatedCommandGetsItsReplyAndDoesNothing() {
        open(S, 1, 1);
        Outcome first = machine.apply(S, 1, 1, put("1"));
        machine.apply(S, 2, 1, put("2"));
        assertThat(machine.apply(S, 1, 1, put("1"))).isEqualTo(new Applied(replyOf(first), true));
        assertThat(replyOf(first)).isEqualTo(new PutReply(2, null));
        assertThat(revision()).isEqualTo(3);
        assertThat(machine.view().get(bytes("a"))).extracting(KeyValue::value).isEqualTo(bytes("2"));
    }

    @Test
    void aFailureIsKeptLikeAnyReply() {
        open(S, 1, 1);
        TokenWrite write = new TokenWrite(bytes("a"), bytes("1"), 3);
        Outcome first = machine.apply(S, 1, 1, write);
        machine.apply(S, 2, 1, put("2"));
        assertThat(replyOf(first)).isEqualTo(new Failure(ErrorCode.TOKEN_CONFLICT, 1));
        assertThat(machine.apply(S, 1, 1, write)).isEqualTo(new Applied(replyOf(first), true));
    }

    @Test
    void reorderedCommandsAreAllApplied() {
        open(S, 1, 1);
        machine.apply(S, 5, 1, put("5"));
        assertThat(machine.apply(S, 2, 1, put("2"))).matches(outcome -> !((Applied) outcome).repeated());
        assertThat(machine.apply(S, 1, 1, put("1"))).matches(outcome -> !((Applied) outcome).repeated());
        assertThat(machine.apply(S, 5, 1, put("5"))).matches(outcome -> ((Applied) outcome).repeated());
        assertThat(revision()).isEqualTo(4);
    }

    @Test
    void whatIsBelowTheMarkIsRefused() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("1"));
        machine.apply(S, 4, 3, put("4"));
        assertThat(machine.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.BELOW_MARK));
        assertThat(machine.apply(S, 2, 1, put("2"))).isEqualTo(refused(Reason.BELOW_MARK));
        assertThat(machine.apply(S, 3, 1, put("3"))).isInstanceOf(Applied.class);
        assertThat(machine.apply(S, 5, 6, put("5"))).isEqualTo(refused(Reason.BELOW_MARK));
        assertThat(machine.apply(S, -1, -1, put("5"))).isEqualTo(refused(Reason.BELOW_MARK));
        assertThat(revision()).isEqualTo(4);
    }

    @Test
    void aRefusedCommandDoesNotMoveTheMark() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("1"));
        machine.apply(S, 5, 6, put("5"));
        machine.apply(S, 500, 1, put("5"));
        assertThat(machine.apply(S, 1, 1, put("1"))).matches(outcome -> ((Applied) outcome).repeated());
    }

    @Test
    void aMarkFarAheadDropsAllReplies() {
        open(S, 1, 1);
        for (int i = 1; i <= 90; i++) {
            machine.apply(S, i, 1, put("" + i));
        }
        long far = 1L << 40;
        assertThat(machine.apply(S, far, far, put("far"))).isInstanceOf(Applied.class);
        assertThat(machine.apply(S, 90, 1, put("90"))).isEqualTo(refused(Reason.BELOW_MARK));
        assertThat(machine.apply(S, far + 99, far, put("far"))).isInstanceOf(Applied.class);
        assertThat(machine.apply(S, Long.MAX_VALUE, Long.MAX_VALUE, put("end"))).isInstanceOf(Applied.class);
    }

    @Test
    void theWindowAheadOfTheMarkIsBounded() {
        open(S, 1, 1);
        assertThat(machine.apply(S, 100, 1, put("1"))).isInstanceOf(Applied.class);
        assertThat(machine.apply(S, 101, 1, put("1"))).isEqualTo(refused(Reason.BEYOND_WINDOW));
        assertThat(machine.apply(S, Long.MAX_VALUE, 1, put("1"))).isEqualTo(refused(Reason.BEYOND_WINDOW));
        assertThat(machine.apply(S, 101, 2, put("1"))).isInstanceOf(Applied.class);
        assertThat(revision()).isEqualTo(3);
    }

    @Test
    void theBytesOfKeptRepliesAreBoundedAndTheRefusalIsKept() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("x".repeat(5000)));
        Range read = Range.of(bytes("a"));
        machine.apply(S, 2, 1, read);
        machine.apply(S, 3, 1, read);
        Outcome full = new Applied(new Failure(ErrorCode.TOO_MANY_REQUESTS, 2), false);
        assertThat(machine.apply(S, 4, 1, put("1"))).isEqualTo(full);
        // settled replies make room, but the command that was turned away stays so
        assertThat(machine.apply(S, 5, 4, put("1")))
                .isEqualTo(new Applied(
                        new PutReply(3, new KeyValue(bytes("a"), bytes("x".repeat(5000)), 2, 2, 1, 0)), false));
        assertThat(machine.apply(S, 4, 4, put("1"))).isEqualTo(new Applied(replyOf(full), true));
        assertThat(revision()).isEqualTo(3);
    }

    @Test
    void anUnknownSessionIsRefused() {
        assertThat(machine.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
        assertThat(revision()).isEqualTo(1);
    }

    @Test
    void aHigherIncarnationTakesTheMembersPlace() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("1"));
        assertThat(open(20, 1, 2)).isEqualTo(new Applied(new SessionReply(2, 20, 1, 2), false));
        assertThat(machine.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
        assertThat(machine.apply(S, 2, 1, put("2"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
        assertThat(machine.apply(20, 1, 1, put("3"))).isInstanceOf(Applied.class);
    }

    @Test
    void anOpenIsRepeatable() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("1"));
        assertThat(open(S, 1, 1)).isEqualTo(new Applied(new SessionReply(2, S, 1, 1), true));
        assertThat(machine.apply(S, 1, 1, put("1"))).matches(outcome -> ((Applied) outcome).repeated());
    }

    @Test
    void anOpenThatComesLateDoesNotResurrectItsSession() {
        open(S, 1, 1);
        open(20, 1, 2);
        assertThat(open(S, 1, 1)).isEqualTo(refused(Reason.STALE_INCARNATION));
        assertThat(open(30, 1, 2)).isEqualTo(refused(Reason.STALE_INCARNATION));
        assertThat(machine.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
        assertThat(machine.apply(20, 1, 1, put("1"))).isInstanceOf(Applied.class);
    }

    @Test
    void anIdInUseCannotBeOpenedAgain() {
        open(S, 1, 1);
        machine.apply(S, 1, 1, put("1"));
        assertThat(open(S, 2, 1)).isEqualTo(refused(Reason.STALE_INCARNATION));
        assertThat(open(S, 1, 2)).isEqualTo(refused(Reason.STALE_INCARNATION));
        assertThat(machine.apply(S, 1, 1, put("1"))).matches(outcome -> ((Applied) outcome).repeated());
    }

    @Test
    void membersHaveSessionsOfTheirOwnUpToTheLimit() {
        open(1, 1, 1);
        open(2, 2, 1);
        open(3, -3, 1);
        assertThat(open(4, 4, 1)).isEqualTo(refused(Reason.TOO_MANY_SESSIONS));
        assertThat(open(5, 2, 2)).isInstanceOf(Applied.class);
        assertThat(machine.apply(1, 1, 1, put("1"))).isInstanceOf(Applied.class);
        assertThat(machine.apply(3, 1, 1, put("1"))).matches(outcome -> !((Applied) outcome).repeated());
    }

    @Test
    void theSessionOfARemovedMemberIsOverForGood() {
        open(S, 1, 1);
        open(9, 2, 1);
        machine.apply(S, 1, 1, put("1"));
        long before = machine.stateHash();
        assertThat(machine.reconfigured(2, List.of(1L))).isTrue();
        assertThat(machine.stateHash()).isNotEqualTo(before);
        long removed = machine.stateHash();
        assertThat(machine.reconfigured(2, List.of(2L)))
                .as("another of the same epoch is void")
                .isFalse();
        assertThat(machine.stateHash()).isEqualTo(removed);
        machine.finishSlot(7);
        machine.saveMeta();

        StateMachine restarted = new StateMachine(store.copy(), LIMITS);
        assertThat(restarted.stateHash()).isEqualTo(machine.stateHash());
        for (StateMachine each : List.of(machine, restarted)) {
            assertThat(each.apply(S, 0, 0, new OpenSession(1, 1))).isEqualTo(refused(Reason.MEMBER_REMOVED));
            assertThat(each.apply(20, 0, 0, new OpenSession(1, 2))).isEqualTo(refused(Reason.MEMBER_REMOVED));
            assertThat(each.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
            assertThat(each.apply(9, 1, 1, put("2"))).isInstanceOf(Applied.class);
            assertThat(each.reconfigured(2, List.of(2L))).isFalse();
            assertThat(each.reconfigured(3, List.of(1L, 2L))).isTrue();
            assertThat(each.apply(9, 2, 2, put("3"))).isEqualTo(refused(Reason.UNKNOWN_SESSION));
        }
    }

    @Test
    void theTableSurvivesARestart() {
        open(S, 1, 1);
        open(9, -2, 3);
        machine.apply(S, 1, 1, put("1"));
        machine.apply(S, 80, 1, put("80"));
        machine.apply(9, 1, 1, new TokenWrite(bytes("b"), bytes("1"), 77));
        machine.finishSlot(12);
        machine.saveMeta();

        StateMachine restarted = new StateMachine(store.copy(), LIMITS);
        assertThat(restarted.appliedSlot()).isEqualTo(12);
        assertThat(restarted.stateHash()).isEqualTo(machine.stateHash());
        assertThat(restarted.chainHash()).isEqualTo(machine.chainHash());
        for (StateMachine each : new StateMachine[] {machine, restarted}) {
            assertThat(each.apply(S, 80, 1, put("80")))
                    .isEqualTo(new Applied(new PutReply(3, new KeyValue(bytes("a"), bytes("1"), 2, 2, 1, 0)), true));
            assertThat(each.apply(9, 1, 1, put("x")))
                    .isEqualTo(new Applied(new Failure(ErrorCode.TOKEN_CONFLICT, 3), true));
            assertThat(each.apply(S, 2, 2, put("2"))).matches(outcome -> !((Applied) outcome).repeated());
            assertThat(each.apply(S, 1, 1, put("1"))).isEqualTo(refused(Reason.BELOW_MARK));
        }
        assertThat(restarted.stateHash()).isEqualTo(machine.stateHash());
    }

    @Test
    void theChainTellsMembersWithOtherLimitsApart() {
        assertThat(new StateMachine(new MemoryStateStore(), LIMITS).chainHash())
                .isEqualTo(machine.chainHash())
                .isNotEqualTo(new StateMachine(new MemoryStateStore(), Limits.DEFAULT).chainHash());
    }

    @Test
    void theChainGrowsWithRefusalsToo() {
        long before = machine.chainHash();
        machine.apply(S, 1, 1, put("1"));
        assertThat(machine.chainHash()).isNotEqualTo(before);
    }
}
