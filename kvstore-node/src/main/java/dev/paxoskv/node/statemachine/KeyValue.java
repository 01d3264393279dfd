package dev.paxoskv.node.statemachine;

import java.util.Arrays;

/**
 * A key with one of its versions, as replies carry it. The arrays are shared with the store: they must not be written
 * to.
 *
 * @param value empty where the reader asked for keys only
 */
public record KeyValue(byte[] key, byte[] value, long createRevision, long modRevision, long version, long lease) {

    private static final byte[] NO_VALUE = new byte[0];

    static KeyValue of(byte[] key, Version version) {
        return new KeyValue(
                key,
                version.value(),
                version.createRevision(),
                version.modRevision(),
                version.version(),
                version.lease());
    }

    KeyValue withoutValue() {
        return new KeyValue(key, NO_VALUE, createRevision, modRevision, version, lease);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyValue that
                && createRevision == that.createRevision
                && modRevision == that.modRevision
                && version == that.version
                && lease == that.lease
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(key) + Arrays.hashCode(value)) + Long.hashCode(modRevision);
    }

    @Override
    public String toString() {
        return "KeyValue[key=" + Keys.printable(key) + ", value=" + value.length + " bytes, createRevision="
                + createRevision + ", modRevision=" + modRevision + ", version=" + version + ", lease=" + lease + "]";
    }
}
