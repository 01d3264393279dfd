package dev.paxoskv.node.codec;

import dev.paxoskv.command.v1.RangeOp;
import dev.paxoskv.node.statemachine.Operation;

/** Ranges of {@link OperationCodec}. */
final class RangeCodec {
    private RangeCodec() {}

    static RangeOp encode(Operation.Range range) {
        return RangeOp.newBuilder()
                .setKey(Bytes.wrap(range.key()))
                .setRangeEnd(Bytes.wrap(range.rangeEnd()))
                .setLimit(range.limit())
                .setRevision(range.revision())
                .setSortOrder(order(range.sortOrder()))
                .setSortTarget(target(range.sortTarget()))
                .setKeysOnly(range.keysOnly())
                .setCountOnly(range.countOnly())
                .setMinModRevision(range.minModRevision())
                .setMaxModRevision(range.maxModRevision())
                .setMinCreateRevision(range.minCreateRevision())
                .setMaxCreateRevision(range.maxCreateRevision())
                .build();
    }

    static Operation.Range decode(RangeOp in) {
        Known.require(in, "range");
        return new Operation.Range(
                Bytes.unwrap(in.getKey()),
                Bytes.unwrap(in.getRangeEnd()),
                in.getLimit(),
                in.getRevision(),
                order(in.getSortOrder()),
                target(in.getSortTarget()),
                in.getKeysOnly(),
                in.getCountOnly(),
                in.getMinModRevision(),
                in.getMaxModRevision(),
                in.getMinCreateRevision(),
                in.getMaxCreateRevision());
    }

    private static RangeOp.SortOrder order(Operation.SortOrder order) {
        return switch (order) {
            case NONE -> RangeOp.SortOrder.NONE;
            case ASCEND -> RangeOp.SortOrder.ASCEND;
            case DESCEND -> RangeOp.SortOrder.DESCEND;
        };
    }

    private static Operation.SortOrder order(RangeOp.SortOrder order) {
        return switch (order) {
            case NONE -> Operation.SortOrder.NONE;
            case ASCEND -> Operation.SortOrder.ASCEND;
            case DESCEND -> Operation.SortOrder.DESCEND;
            case UNRECOGNIZED -> throw Known.value("sort order");
        };
    }

    private static RangeOp.SortTarget target(Operation.SortTarget target) {
        return switch (target) {
            case KEY -> RangeOp.SortTarget.KEY;
            case VERSION -> RangeOp.SortTarget.VERSION;
            case CREATE_REVISION -> RangeOp.SortTarget.CREATE_REVISION;
            case MOD_REVISION -> RangeOp.SortTarget.MOD_REVISION;
            case VALUE -> RangeOp.SortTarget.VALUE;
        };
    }

    private static Operation.SortTarget target(RangeOp.SortTarget target) {
        return switch (target) {
            case KEY -> Operation.SortTarget.KEY;
            case VERSION -> Operation.SortTarget.VERSION;
            case CREATE_REVISION -> Operation.SortTarget.CREATE_REVISION;
            case MOD_REVISION -> Operation.SortTarget.MOD_REVISION;
            case VALUE -> Operation.SortTarget.VALUE;
            case UNRECOGNIZED -> throw Known.value("sort target");
        };
    }
}
