package dev.paxoskv.node.api.etcd;

import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.node.statemachine.Compare.Target;
import io.etcd.jetcd.api.Compare;
import java.util.List;

/** The fields of a compare, with those that etcd has and the message classes in use here do not know yet. */
final class CompareFields {

    private static final int LEASE_TARGET = 4;
    private static final int LEASE_FIELD = 8;

    private CompareFields() {}

    static Target target(Compare request) {
        return switch (request.getTarget()) {
            case VERSION -> Target.VERSION;
            case CREATE -> Target.CREATE_REVISION;
            case MOD -> Target.MOD_REVISION;
            case VALUE -> Target.VALUE;
            case UNRECOGNIZED -> {
                if (request.getTargetValue() != LEASE_TARGET) {
                    throw EtcdRequests.unknown("target " + request.getTargetValue());
                }
                yield Target.LEASE;
            }
        };
    }

    /** The number to compare with; 0 where the request holds one for another target, as etcd has it. */
    static long number(Compare request, Target target) {
        return switch (target) {
            case VERSION -> request.getVersion();
            case CREATE_REVISION -> request.getCreateRevision();
            case MOD_REVISION -> request.getModRevision();
            case LEASE -> lease(request.getUnknownFields());
            case VALUE -> 0;
        };
    }

    private static long lease(UnknownFieldSet fields) {
        List<Long> leases = fields.getField(LEASE_FIELD).getVarintList();
        return leases.isEmpty() ? 0 : leases.getLast();
    }
}
