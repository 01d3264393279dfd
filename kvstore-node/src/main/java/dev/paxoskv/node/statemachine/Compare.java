package dev.paxoskv.node.statemachine;

import java.util.Arrays;

/**
 * One condition of a transaction: what {@code target} names of a key stands in the relation {@code result} to the given
 * number, or value. With a range end it has to hold for every key in the range. A key that does not exist compares as a
 * version, revision or lease of 0; a condition on its value is false whatever the relation.
 *
 * @param rangeEnd empty for the key alone; see {@link Operation.Range}
 * @param number what to compare with, unless the target is the value
 * @param value what to compare with if the target is the value, else empty
 */
public record Compare(byte[] key, byte[] rangeEnd, Target target, Result result, long number, byte[] value) {

    private static final byte[] NONE = new byte[0];

    /** What of a key is compared. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** The relation that makes the condition true. */
    public enum Result {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL;

        boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case GREATER -> order > 0;
                case LESS -> order < 0;
                case NOT_EQUAL -> order != 0;
            };
        }
    }

    /** A condition on the number that {@code target} names. */
    public static Compare number(byte[] key, Target target, Result result, long number) {
        return new Compare(key, NONE, target, result, number, NONE);
    }

    /** A condition on the value. */
    public static Compare value(byte[] key, Result result, byte[] value) {
        return new Compare(key, NONE, Target.VALUE, result, 0, value);
    }

    /** This condition for every key from its key to the given end. */
    public Compare withRangeEnd(byte[] end) {
        return new Compare(key, end, target, result, number, value);
    }

    boolean holdsFor(Version version) {
        return result.holds(
                switch (target) {
                    case VERSION -> Long.compare(version.version(), number);
                    case CREATE_REVISION -> Long.compare(version.createRevision(), number);
                    case MOD_REVISION -> Long.compare(version.modRevision(), number);
                    case LEASE -> Long.compare(version.lease(), number);
                    case VALUE -> Arrays.compareUnsigned(version.value(), value);
                });
    }

    boolean holdsForMissingKey() {
        return target != Target.VALUE && result.holds(Long.compare(0, number));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Compare that
                && target == that.target
                && result == that.result
                && number == that.number
                && Arrays.equals(key, that.key)
                && Arrays.equals(rangeEnd, that.rangeEnd)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(value)) + Long.hashCode(number);
    }
}
