package dev.paxoskv.node.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.paxoskv.command.v1.CompactOp;
import dev.paxoskv.command.v1.DeleteRangeOp;
import dev.paxoskv.command.v1.LogCommand;
import dev.paxoskv.command.v1.OpenSessionOp;
import dev.paxoskv.command.v1.PutOp;
import dev.paxoskv.command.v1.TokenWriteOp;
import dev.paxoskv.node.statemachine.Operation;

/**
 * The state machine's operations as the payload of log commands, and back: versioned protobuf, {@code command.proto}.
 *
 * <p>Every member must read the same into the same bytes, so whatever this build does not know is an
 * {@link UnknownCommandException} and never skipped. Arrays are shared, not copied. Stateless; for any thread.
 */
public final class OperationCodec {

    /** The newest version of the log's commands that this build writes and reads. */
    public static final int VERSION = 1;

    /** How deep a transaction may hold others: well below what protobuf reads. */
    public static final int MAX_TXN_DEPTH = 16;

    private OperationCodec() {}

    /**
     * The payload of a command that carries out this operation.
     *
     * @throws IllegalArgumentException if transactions are nested deeper than {@link #MAX_TXN_DEPTH}
     */
    public static byte[] encode(Operation operation) {
        LogCommand.Builder out = LogCommand.newBuilder().setVersion(VERSION);
        switch (operation) {
            case Operation.Put put -> out.setPut(put(put));
            case Operation.DeleteRange delete -> out.setDeleteRange(deleteRange(delete));
            case Operation.Range range -> out.setRange(RangeCodec.encode(range));
            case Operation.Txn txn -> out.setTxn(TxnCodec.encode(txn));
            case Operation.Compact compact ->
                out.setCompact(CompactOp.newBuilder().setRevision(compact.revision()));
            case Operation.TokenWrite write ->
                out.setTokenWrite(TokenWriteOp.newBuilder()
                        .setKey(Bytes.wrap(write.key()))
                        .setValue(Bytes.wrap(write.value()))
                        .setToken(write.token()));
            case Operation.OpenSession open ->
                out.setOpenSession(
                        OpenSessionOp.newBuilder().setMemberId(open.memberId()).setIncarnation(open.incarnation()));
        }
        return out.build().toByteArray();
    }

    /**
     * Reads the payload of a command.
     *
     * @throws UnknownCommandException if a later build than this one wrote it: the node must stop
     * @throws MalformedException if it is no command at all: the log is damaged
     */
    public static Operation decode(byte[] payload) {
        LogCommand in = parse(payload);
        if (in.getVersion() > VERSION || in.getVersion() < 0) {
            throw new UnknownCommandException("A log command of version " + Integer.toUnsignedString(in.getVersion())
                    + "; this build knows versions up to " + VERSION);
        }
        if (in.getVersion() == 0) {
            throw new MalformedException("a log command without a version");
        }
        Known.require(in, "log command");
        return switch (in.getOperationCase()) {
            case PUT -> put(in.getPut());
            case DELETE_RANGE -> deleteRange(in.getDeleteRange());
            case RANGE -> RangeCodec.decode(in.getRange());
            case TXN -> TxnCodec.decode(in.getTxn());
            case COMPACT -> compact(in.getCompact());
            case TOKEN_WRITE -> tokenWrite(in.getTokenWrite());
            case OPEN_SESSION -> openSession(in.getOpenSession());
            case OPERATION_NOT_SET -> throw new MalformedException("a log command without an operation");
        };
    }

    private static LogCommand parse(byte[] payload) {
        try {
            return LogCommand.parseFrom(payload);
        } catch (InvalidProtocolBufferException damaged) {
            throw new MalformedException(
                    "the payload of a log command (" + payload.length + " bytes) cannot be read: "
                            + damaged.getMessage(),
                    damaged);
        }
    }

    static PutOp put(Operation.Put put) {
        return PutOp.newBuilder()
                .setKey(Bytes.wrap(put.key()))
                .setValue(Bytes.wrap(put.value()))
                .setLease(put.lease())
                .setPrevKv(put.prevKv())
                .setIgnoreValue(put.ignoreValue())
                .setIgnoreLease(put.ignoreLease())
                .build();
    }

    static Operation.Put put(PutOp in) {
        Known.require(in, "put");
        return new Operation.Put(
                Bytes.unwrap(in.getKey()),
                Bytes.unwrap(in.getValue()),
                in.getLease(),
                in.getPrevKv(),
                in.getIgnoreValue(),
                in.getIgnoreLease());
    }

    static DeleteRangeOp deleteRange(Operation.DeleteRange delete) {
        return DeleteRangeOp.newBuilder()
                .setKey(Bytes.wrap(delete.key()))
                .setRangeEnd(Bytes.wrap(delete.rangeEnd()))
                .setPrevKv(delete.prevKv())
                .build();
    }

    static Operation.DeleteRange deleteRange(DeleteRangeOp in) {
        Known.require(in, "delete");
        return new Operation.DeleteRange(Bytes.unwrap(in.getKey()), Bytes.unwrap(in.getRangeEnd()), in.getPrevKv());
    }

    private static Operation.Compact compact(CompactOp in) {
        Known.require(in, "compaction");
        return new Operation.Compact(in.getRevision());
    }

    private static Operation.TokenWrite tokenWrite(TokenWriteOp in) {
        Known.require(in, "token write");
        return new Operation.TokenWrite(Bytes.unwrap(in.getKey()), Bytes.unwrap(in.getValue()), in.getToken());
    }

    private static Operation.OpenSession openSession(OpenSessionOp in) {
        Known.require(in, "opening of a session");
        return new Operation.OpenSession(in.getMemberId(), in.getIncarnation());
    }
}
