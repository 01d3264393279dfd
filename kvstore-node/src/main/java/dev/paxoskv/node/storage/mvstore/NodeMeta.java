package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The node's own entries in the meta map; those of the state machine have another prefix. */
final class NodeMeta {
    private static final int FORMAT = 1;
    private static final String KEY_FORMAT = "node/format";
    private static final String KEY_MEMBER = "node/member";
    private static final String KEY_GENESIS = "node/genesis";
    private static final String KEY_LOG = "node/log";
    private static final String KEY_APPLIED = "node/applied";
    private static final String KEY_GENERATION = "node/generation";

    private final Map<String, byte[]> map;
    private final String path;

    NodeMeta(Map<String, byte[]> map, String path) {
        this.map = map;
        this.path = path;
    }

    void format(MemberId member) {
        map.put(KEY_FORMAT, bytes(FORMAT));
        map.put(KEY_MEMBER, bytes(member.value()));
        checkpoint(LogPosition.START, 0);
    }

    /** Refuses a file of a format that this build does not know. */
    void requireKnownFormat() {
        long format = number(KEY_FORMAT);
        if (format != FORMAT) {
            throw new StorageException(path + " has format " + format + "; this build reads format " + FORMAT
                    + ". Start the version of PaxosKV that wrote it, or a newer one.");
        }
    }

    MemberId member() {
        return new MemberId(number(KEY_MEMBER));
    }

    Optional<Genesis> genesis() {
        return Optional.ofNullable(map.get(KEY_GENESIS)).map(Genesis::decode);
    }

    void form(byte[] genesis) {
        map.put(KEY_GENESIS, genesis);
    }

    void checkpoint(LogPosition position, long applied) {
        map.put(KEY_LOG, position.encoded());
        map.put(KEY_APPLIED, bytes(applied));
    }

    LogPosition position() {
        return LogPosition.decode(required(KEY_LOG));
    }

    long applied() {
        return number(KEY_APPLIED);
    }

    /** Which of the generations of state maps is the node's state; the first is 0. */
    long generation() {
        return map.containsKey(KEY_GENERATION) ? number(KEY_GENERATION) : 0;
    }

    void generation(long current) {
        map.put(KEY_GENERATION, bytes(current));
    }

    private long number(String key) {
        return ByteBuffer.wrap(required(key)).getLong();
    }

    private byte[] required(String key) {
        byte @Nullable [] value = map.get(key);
        if (value == null) {
            throw Damage.in(path, "it has no entry " + key, null);
        }
        return value;
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
