package dev.paxoskv.node.paxos.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of a {@link Configuration}, as entries, the genesis and the data directory hold it. What came after the
 * base level stands behind the members, and only where there is something to say: so a base configuration has the one
 * form that every build reads.
 */
final class ConfigurationEncoding {
    private ConfigurationEncoding() {}

    static byte[] encode(Configuration configuration) {
        List<byte[]> fields = new ArrayList<>();
        int size = Long.BYTES + Integer.BYTES;
        for (Member member : configuration.members()) {
            for (String text : texts(member)) {
                byte[] field = text.getBytes(StandardCharsets.UTF_8);
                fields.add(field);
                size += Integer.BYTES + field.length;
            }
            size += Long.BYTES + 1;
        }
        boolean extended = configuration.featureLevel() != Configuration.BASE_LEVEL
                || !configuration.removed().isEmpty();
        if (extended) {
            size += 2 * Integer.BYTES + Long.BYTES * configuration.removed().size();
        }
        ByteBuffer out = ByteBuffer.allocate(size).putLong(configuration.epoch());
        out.putInt(configuration.members().size());
        int next = 0;
        for (Member member : configuration.members()) {
            out.putLong(member.id().value()).put((byte) (member.role() == Member.Role.VOTER ? 1 : 0));
            for (int i = 0; i < texts(member).size(); i++) {
                byte[] field = fields.get(next++);
                out.putInt(field.length).put(field);
            }
        }
        if (extended) {
            out.putInt(configuration.featureLevel());
            out.putInt(configuration.removed().size());
            configuration.removed().forEach(id -> out.putLong(id.value()));
        }
        return out.array();
    }

    static Configuration decode(ByteBuffer in) {
        long epoch = in.getLong();
        int count = in.getInt();
        if (count < 0 || count > Configuration.MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration cannot have " + count + " members");
        }
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            MemberId id = new MemberId(in.getLong());
            Member.Role role = in.get() == 1 ? Member.Role.VOTER : Member.Role.LEARNER;
            members.add(new Member(id, text(in), role, text(in), text(in), text(in)));
        }
        return in.hasRemaining() ? extended(epoch, members, in) : new Configuration(epoch, members);
    }

    private static Configuration extended(long epoch, List<Member> members, ByteBuffer in) {
        int featureLevel = in.getInt();
        int count = in.getInt();
        if (count < 0 || count > Configuration.MAX_REMOVED) {
            throw new IllegalArgumentException("a configuration cannot remember " + count + " removed members");
        }
        List<MemberId> removed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            removed.add(new MemberId(in.getLong()));
        }
        return new Configuration(epoch, members, removed, featureLevel);
    }

    private static List<String> texts(Member member) {
        return List.of(member.name(), member.peerAddress(), member.httpAddress(), member.grpcAddress());
    }

    private static String text(ByteBuffer in) {
        return new String(EntryEncoding.bytes(in), StandardCharsets.UTF_8);
    }
}
