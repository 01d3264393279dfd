package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.Version;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** The binary form of a version of a key. */
final class VersionType extends BasicDataType<Version> {
    static final VersionType INSTANCE = new VersionType();
    private static final int OVERHEAD_BYTES = 80;

    @Override
    public int getMemory(Version version) {
        return OVERHEAD_BYTES + version.value().length;
    }

    @Override
    public void write(WriteBuffer out, Version version) {
        out.putVarLong(version.modRevision()).putVarInt(version.subRevision());
        out.putVarLong(version.createRevision()).putVarLong(version.version()).putLong(version.lease());
        out.putVarInt(version.value().length).put(version.value());
    }

    @Override
    public Version read(ByteBuffer in) {
        long modRevision = DataUtils.readVarLong(in);
        int subRevision = DataUtils.readVarInt(in);
        long createRevision = DataUtils.readVarLong(in);
        long version = DataUtils.readVarLong(in);
        long lease = in.getLong();
        byte[] value = new byte[DataUtils.readVarInt(in)];
        in.get(value);
        return new Version(modRevision, subRevision, createRevision, version, lease, value);
    }

    @Override
    public Version[] createStorage(int size) {
        return new Version[size];
    }
}
