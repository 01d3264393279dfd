package dev.paxoskv.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.command.v1.CompareOp;
import dev.paxoskv.command.v1.LogCommand;
import dev.paxoskv.command.v1.PutOp;
import dev.paxoskv.command.v1.RangeOp;
import dev.paxoskv.command.v1.TxnItem;
import dev.paxoskv.command.v1.TxnOp;
import dev.paxoskv.node.statemachine.Operation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperationCodecTest {
    private static final int ROUNDS = 300;

    /** A field that no message of the schema has. */
    private static final UnknownFieldSet NEW_FIELD = UnknownFieldSet.newBuilder()
            .addField(15, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    @Test
    void everyKindOfOperationComesBackAsItWent() {
        RandomOperations operations = new RandomOperations(3);
        Set<Class<?>> seen = new HashSet<>();
        for (int i = 0; i < ROUNDS * RandomOperations.KINDS; i++) {
            Operation written = operations.next(i % RandomOperations.KINDS);
            assertThat(OperationCodec.decode(OperationCodec.encode(written))).isEqualTo(written);
            seen.add(written.getClass());
        }
        assertThat(seen).hasSize(RandomOperations.KINDS);
    }

    @Test
    void bytesOfThePutAreThoseThatLogsHold() {
        byte[] payload = OperationCodec.encode(Operation.Put.of(new byte[] {'k'}, new byte[] {'v'}));
        assertThat(HexFormat.of().formatHex(payload)).isEqualTo("080112060a016b120176");
    }

    @Test
    void commandOfALaterVersionIsUnknown() {
        assertUnknown(LogCommand.newBuilder()
                .setVersion(OperationCodec.VERSION + 1)
                .setPut(PutOp.getDefaultInstance())
                .build());
        assertUnknown(LogCommand.newBuilder()
                .setVersion(-1)
                .setPut(PutOp.getDefaultInstance())
                .build());
    }

    @Test
    void operationThatThisBuildDoesNotHaveIsUnknown() {
        assertUnknown(command().setUnknownFields(NEW_FIELD).build());
        TxnOp txn = TxnOp.newBuilder()
                .addSuccess(TxnItem.newBuilder().setUnknownFields(NEW_FIELD))
                .build();
        assertUnknown(command().setTxn(txn).build());
    }

    @Test
    void fieldThatThisBuildDoesNotHaveIsUnknown() {
        PutOp put = PutOp.newBuilder().setUnknownFields(NEW_FIELD).build();
        assertUnknown(command().setPut(put).build());
        TxnOp txn =
                TxnOp.newBuilder().addFailure(TxnItem.newBuilder().setPut(put)).build();
        assertUnknown(command().setTxn(txn).build());
        assertUnknown(command()
                .setTxn(TxnOp.newBuilder().addCompare(CompareOp.newBuilder().setUnknownFields(NEW_FIELD)))
                .build());
    }

    @Test
    void enumValueThatThisBuildDoesNotHaveIsUnknown() {
        assertUnknown(
                command().setRange(RangeOp.newBuilder().setSortTargetValue(9)).build());
        assertUnknown(
                command().setRange(RangeOp.newBuilder().setSortOrderValue(9)).build());
        for (CompareOp compare : new CompareOp[] {
            CompareOp.newBuilder().setTargetValue(9).build(),
            CompareOp.newBuilder().setResultValue(9).build()
        }) {
            assertUnknown(
                    command().setTxn(TxnOp.newBuilder().addCompare(compare)).build());
        }
    }

    @Test
    void bytesThatAreNoCommandAreMalformed() {
        byte[] put = OperationCodec.encode(Operation.Put.of(new byte[20], new byte[20]));
        assertMalformed(Arrays.copyOf(put, put.length - 1));
        assertMalformed(new byte[0]);
        assertMalformed(new byte[] {-1, -1, -1});
        assertMalformed(command().build().toByteArray());
        assertMalformed(command()
                .setTxn(TxnOp.newBuilder().addSuccess(TxnItem.getDefaultInstance()))
                .build()
                .toByteArray());
    }

    @Test
    void transactionNestedWithoutEndIsMalformed() {
        TxnOp txn = TxnOp.getDefaultInstance();
        for (int i = 0; i < 200; i++) {
            txn = TxnOp.newBuilder()
                    .addSuccess(TxnItem.newBuilder().setTxn(txn))
                    .build();
        }
        assertMalformed(command().setTxn(txn).build().toByteArray());
    }

    @Test
    void whatIsWrittenCanBeReadHoweverDeep() {
        Operation.Txn txn = new Operation.Txn(List.of(), List.of(), List.of());
        for (int depth = 1; depth < OperationCodec.MAX_TXN_DEPTH; depth++) {
            txn = new Operation.Txn(List.of(), List.of(), List.of(txn));
        }
        assertThat(OperationCodec.decode(OperationCodec.encode(txn))).isEqualTo(txn);
        Operation.Txn tooDeep = new Operation.Txn(List.of(), List.of(txn), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OperationCodec.encode(tooDeep))
                .withMessageContaining("depth of 16");
    }

    @Test
    void damagedBytesGiveAnOperationOrAClearRefusalAndNothingElse() {
        Random random = new Random(5);
        RandomOperations operations = new RandomOperations(6);
        int refused = 0;
        for (int i = 0; i < ROUNDS * RandomOperations.KINDS; i++) {
            byte[] payload = OperationCodec.encode(operations.next(i % RandomOperations.KINDS));
            payload[random.nextInt(payload.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                OperationCodec.decode(payload);
            } catch (MalformedException | UnknownCommandException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static LogCommand.Builder command() {
        return LogCommand.newBuilder().setVersion(OperationCodec.VERSION);
    }

    private static void assertUnknown(Message command) {
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> OperationCodec.decode(command.toByteArray()))
                .withMessageContaining("upgrade this node");
    }

    private static void assertMalformed(byte[] payload) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> OperationCodec.decode(payload));
    }
}
