package dev.paxoskv.node.cli.log;

import dev.paxoskv.node.codec.MalformedException;
import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.codec.UnknownCommandException;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.statemachine.Operation;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A log entry as one line of text. */
final class EntryText {
    private static final int LONGEST_KEY = 80;

    private EntryText() {}

    static String of(Entry entry) {
        return switch (entry) {
            case Entry.NoOp noOp -> "no-op";
            case Entry.Batch batch ->
                batch.commands().stream().map(EntryText::of).collect(Collectors.joining("; "));
            case Entry.Reconfiguration change -> "members " + change.configuration();
            case Entry.Unknown unknown -> "kind " + unknown.kind() + ", which this build does not know";
        };
    }

    private static String of(Command command) {
        String number = Long.toHexString(command.session()) + "/" + command.sequence() + " ";
        try {
            return number + of(OperationCodec.decode(command.payload()));
        } catch (MalformedException | UnknownCommandException unreadable) {
            return number + "unreadable: " + unreadable.getMessage();
        }
    }

    private static String of(Operation operation) {
        return switch (operation) {
            case Operation.Put put -> "put " + text(put.key()) + bytes(put.value());
            case Operation.DeleteRange delete -> "delete " + text(delete.key());
            case Operation.Range range -> "range " + text(range.key());
            case Operation.Txn txn ->
                "txn " + txn.compare().size() + " compares, " + txn.success().size() + " then, "
                        + txn.failure().size() + " else";
            case Operation.Compact compact -> "compact at revision " + compact.revision();
            case Operation.TokenWrite write ->
                "token " + write.token() + ": " + text(write.key()) + bytes(write.value());
            case Operation.OpenSession open ->
                "open session of member " + Long.toHexString(open.memberId()) + ", incarnation " + open.incarnation();
        };
    }

    private static String bytes(byte[] value) {
        return " (" + value.length + " bytes)";
    }

    /** A key between quotes; what is no printable ASCII as {@code \xNN}. */
    private static String text(byte[] key) {
        StringBuilder text = new StringBuilder("\"");
        for (byte each : key) {
            if (text.length() > LONGEST_KEY) {
                return text.append("…\"").toString();
            }
            if (each >= ' ' && each < 127 && each != '"' && each != '\\') {
                text.append(new String(new byte[] {each}, StandardCharsets.US_ASCII));
            } else {
                text.append(String.format("\\x%02x", each));
            }
        }
        return text.append('"').toString();
    }
}
