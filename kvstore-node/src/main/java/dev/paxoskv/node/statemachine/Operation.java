package dev.paxoskv.node.statemachine;

import java.util.Arrays;
import java.util.List;

/**
 * What a command does to the state. Immutable; arrays are shared and must not be written to.
 *
 * <p>{@code key} and {@code rangeEnd} name keys as etcd has it: an empty end names the key alone; a single zero byte
 * every key from {@code key} on; anything else the keys from {@code key} to the end, exclusive, which are none if the end
 * is not after the key.
 */
public sealed interface Operation {

    /** What may stand inside a transaction. */
    sealed interface TxnOperation extends Operation permits Put, DeleteRange, Range, Txn {}

    /**
     * Sets a key.
     *
     * @param lease the lease to attach the key to; 0 detaches it
     * @param prevKv whether the reply carries what was there before
     * @param ignoreValue keep the key's present value; the key must exist, and {@code value} be empty
     * @param ignoreLease keep the key's present lease; the key must exist, and {@code lease} be 0
     */
    record Put(byte[] key, byte[] value, long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease)
            implements TxnOperation {

        /** Sets a key without any of the options. */
        public static Put of(byte[] key, byte[] value) {
            return new Put(key, value, 0, false, false, false);
        }

        /** Whether the put takes something over from what the key is now. */
        public boolean keepsSomething() {
            return ignoreValue || ignoreLease;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Put that
                    && lease == that.lease
                    && prevKv == that.prevKv
                    && ignoreValue == that.ignoreValue
                    && ignoreLease == that.ignoreLease
                    && Arrays.equals(key, that.key)
                    && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
        }
    }

    /**
     * Deletes keys. Without any key to delete the revision stays.
     *
     * @param prevKv whether the reply carries what was deleted
     */
    record DeleteRange(byte[] key, byte[] rangeEnd, boolean prevKv) implements TxnOperation {

        /** Deletes one key. */
        public static DeleteRange of(byte[] key) {
            return new DeleteRange(key, new byte[0], false);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DeleteRange that
                    && prevKv == that.prevKv
                    && Arrays.equals(key, that.key)
                    && Arrays.equals(rangeEnd, that.rangeEnd);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(key) + Arrays.hashCode(rangeEnd);
        }
    }

    /**
     * Reads keys: those of the range at the revision, filtered by the minimum and maximum revisions, sorted, cut to the
     * limit. The count that comes with them knows neither filters nor limit. A sort target other than the key with the
     * order {@code NONE} sorts ascending, but after the limit (plus one) was taken in key order, as etcd does it.
     *
     * @param limit how many keys at most; 0 or less for all
     * @param revision the revision to read at; 0 or less for the current one
     * @param keysOnly leave the values out
     * @param countOnly leave the keys out as well
     * @param minModRevision the least modification revision; 0 for any; so with the other three
     */
    record Range(
            byte[] key,
            byte[] rangeEnd,
            long limit,
            long revision,
            SortOrder sortOrder,
            SortTarget sortTarget,
            boolean keysOnly,
            boolean countOnly,
            long minModRevision,
            long maxModRevision,
            long minCreateRevision,
            long maxCreateRevision)
            implements TxnOperation {

        /** Reads one key. */
        public static Range of(byte[] key) {
            return of(key, new byte[0]);
        }

        /** Reads a range of keys, all of it, at the current revision. */
        public static Range of(byte[] key, byte[] rangeEnd) {
            return new Range(key, rangeEnd, 0, 0, SortOrder.NONE, SortTarget.KEY, false, false, 0, 0, 0, 0);
        }

        /** This read with another limit. */
        public Range withLimit(long newLimit) {
            return new Range(
                    key,
                    rangeEnd,
                    newLimit,
                    revision,
                    sortOrder,
                    sortTarget,
                    keysOnly,
                    countOnly,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read at another revision. */
        public Range withRevision(long newRevision) {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    newRevision,
                    sortOrder,
                    sortTarget,
                    keysOnly,
                    countOnly,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read in another order. */
        public Range withSort(SortOrder order, SortTarget target) {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    revision,
                    order,
                    target,
                    keysOnly,
                    countOnly,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read without values. */
        public Range withKeysOnly() {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    revision,
                    sortOrder,
                    sortTarget,
                    true,
                    countOnly,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read for the count alone. */
        public Range withCountOnly() {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    revision,
                    sortOrder,
                    sortTarget,
                    keysOnly,
                    true,
                    minModRevision,
                    maxModRevision,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read with bounds on the modification revision; 0 for none. */
        public Range withModRevisions(long min, long max) {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    revision,
                    sortOrder,
                    sortTarget,
                    keysOnly,
                    countOnly,
                    min,
                    max,
                    minCreateRevision,
                    maxCreateRevision);
        }

        /** This read with bounds on the creation revision; 0 for none. */
        public Range withCreateRevisions(long min, long max) {
            return new Range(
                    key,
                    rangeEnd,
                    limit,
                    revision,
                    sortOrder,
                    sortTarget,
                    keysOnly,
                    countOnly,
                    minModRevision,
                    maxModRevision,
                    min,
                    max);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Range that
                    && limit == that.limit
                    && revision == that.revision
                    && sortOrder == that.sortOrder
                    && sortTarget == that.sortTarget
                    && keysOnly == that.keysOnly
                    && countOnly == that.countOnly
                    && minModRevision == that.minModRevision
                    && maxModRevision == that.maxModRevision
                    && minCreateRevision == that.minCreateRevision
                    && maxCreateRevision == that.maxCreateRevision
                    && Arrays.equals(key, that.key)
                    && Arrays.equals(rangeEnd, that.rangeEnd);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(rangeEnd)) + Long.hashCode(revision);
        }
    }

    /** How a range is ordered. */
    enum SortOrder {
        NONE,
        ASCEND,
        DESCEND
    }

    /** What a range is ordered by. */
    enum SortTarget {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /**
     * Carries out {@code success} if every condition holds, else {@code failure}. Conditions, those of transactions
     * inside this one too, see the state before the transaction; operations run in order, and a range sees the puts
     * before it. All changes share one revision.
     */
    record Txn(List<Compare> compare, List<TxnOperation> success, List<TxnOperation> failure) implements TxnOperation {

        public Txn {
            compare = List.copyOf(compare);
            success = List.copyOf(success);
            failure = List.copyOf(failure);
        }

        /** Whether no branch can change anything, so that a {@link ReadView} can answer it. */
        public boolean isReadOnly() {
            return success.stream().allMatch(Txn::isRead) && failure.stream().allMatch(Txn::isRead);
        }

        private static boolean isRead(TxnOperation operation) {
            return switch (operation) {
                case Range _ -> true;
                case Txn inner -> inner.isReadOnly();
                case Put _, DeleteRange _ -> false;
            };
        }
    }

    /** Gives up what only reads below {@code revision} could see. The current revision stays. */
    record Compact(long revision) implements Operation {}

    /**
     * Sets a key, or deletes it if the value is empty, provided that {@code token} is the next revision. The revision
     * advances in any case, even if there was nothing to delete: the token is spent.
     */
    record TokenWrite(byte[] key, byte[] value, long token) implements Operation {

        @Override
        public boolean equals(Object other) {
            return other instanceof TokenWrite that
                    && token == that.token
                    && Arrays.equals(key, that.key)
                    && Arrays.equals(value, that.value);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(value)) + Long.hashCode(token);
        }
    }

    /**
     * Opens the session whose id the command carries, for a member. It takes the place of that member's session if the
     * incarnation is higher. The command's sequence and mark mean nothing here.
     */
    record OpenSession(long memberId, long incarnation) implements Operation {}
}
