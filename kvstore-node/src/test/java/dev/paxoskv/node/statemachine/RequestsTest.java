package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sizes, and the form of single operations. */
class RequestsTest {

    private static final Limits LIMITS = new Limits(4, 8, 10, 128, 128, 1, 10, 1000, 1000, 1000);

    private static @Nullable ErrorCode check(Operation operation) {
        return Requests.check(operation, LIMITS);
    }

    @Test
    void aKeyIsNeeded() {
        assertThat(check(Put.of(bytes(""), bytes("1")))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
        assertThat(check(DeleteRange.of(bytes("")))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
        assertThat(check(new TokenWrite(bytes(""), bytes("1"), 1))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
    }

    @Test
    void sizesAreBounded() {
        assertThat(check(Put.of(bytes("1234"), bytes("123456")))).isNull();
        assertThat(check(Put.of(bytes("12345"), bytes("1")))).isEqualTo(ErrorCode.KEY_TOO_LARGE);
        assertThat(check(Put.of(bytes("1"), bytes("123456789")))).isEqualTo(ErrorCode.VALUE_TOO_LARGE);
        assertThat(check(Put.of(bytes("1234"), bytes("1234567")))).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
        assertThat(check(new TokenWrite(bytes("12345"), bytes("1"), 1))).isEqualTo(ErrorCode.KEY_TOO_LARGE);
        assertThat(check(new TokenWrite(bytes("1"), bytes("123456789"), 1))).isEqualTo(ErrorCode.VALUE_TOO_LARGE);
        assertThat(check(new Compact(5))).isNull();
        assertThat(check(new OpenSession(5, 5))).isNull();
    }

    @Test
    void aTransactionIsMeasuredAsAWhole() {
        Put first = Put.of(bytes("a"), bytes("1234"));
        Put second = Put.of(bytes("b"), bytes("1234"));
        Compare compare = Compare.value(bytes("a"), Compare.Result.EQUAL, bytes("1"));
        assertThat(check(new Txn(List.of(), List.of(first, second), List.of()))).isNull();
        assertThat(check(new Txn(List.of(), List.of(first), List.of(second)))).isNull();
        assertThat(check(new Txn(List.of(compare), List.of(first), List.of(second))))
                .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
        assertThat(check(new Txn(List.of(), List.of(Put.of(bytes("12345"), bytes(""))), List.of())))
                .isEqualTo(ErrorCode.KEY_TOO_LARGE);
    }

    @Test
    void whatIsKeptCannotBeGiven() {
        assertThat(check(new Put(bytes("a"), bytes("1"), 0, false, true, false)))
                .isEqualTo(ErrorCode.VALUE_PROVIDED);
        assertThat(check(new Put(bytes("a"), bytes(""), 1, false, false, true))).isEqualTo(ErrorCode.LEASE_PROVIDED);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> new Limits(1, 1, 1, 1, 1, 1, 0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxKeptReplies");
        assertThatThrownBy(() -> new Limits(1, 1, 1, 1, 1, 1, 1 << 25, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void messagesAreThoseThatClientsKnow() {
        assertThat(ErrorCode.COMPACTED.message()).isEqualTo("etcdserver: mvcc: required revision has been compacted");
        assertThat(ErrorCode.FUTURE_REVISION.message())
                .isEqualTo("etcdserver: mvcc: required revision is a future revision");
        assertThat(ErrorCode.DUPLICATE_KEY.message()).isEqualTo("etcdserver: duplicate key given in txn request");
        assertThat(ErrorCode.TOO_MANY_OPERATIONS.message()).isEqualTo("etcdserver: too many operations in txn request");
        assertThat(ErrorCode.TOKEN_CONFLICT.message()).isEqualTo("token conflict");
    }

    @Test
    void aPrefixEndsWhereItsLastByteThatCanBeRaisedIs() {
        assertThat(Keys.prefixEnd(bytes("ab"))).isEqualTo(bytes("ac"));
        assertThat(Keys.prefixEnd(bytes("a\u00ff\u00ff"))).isEqualTo(bytes("b"));
        assertThat(Keys.prefixEnd(bytes("\u00ff"))).isEqualTo(bytes("\0"));
        assertThat(Keys.prefixEnd(bytes(""))).isEqualTo(bytes("\0"));
        assertThat(Keys.prefixEnd(bytes("a\u007f"))).isEqualTo(bytes("a\u0080"));
    }

    @Test
    void keysInMessagesAreReadableAndShort() {
        assertThat(Keys.printable(bytes("a/b \\\u00ff"))).isEqualTo("a/b\\x20\\x5c\\xff");
        assertThat(Keys.printable(bytes("x".repeat(65)))).isEqualTo("x".repeat(64) + "...");
    }
}
