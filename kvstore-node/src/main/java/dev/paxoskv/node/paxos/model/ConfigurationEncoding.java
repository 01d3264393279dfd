package dev.paxoskv.node.paxos.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The binary form of a {@link Configuration}, as entries, the genesis and the data directory hold it. */
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
        return new Configuration(epoch, members);
    }

    private static List<String> texts(Member member) {
        return List.of(member.name(), member.peerAddress(), member.httpAddress(), member.grpcAddress());
    }

    private static String text(ByteBuffer in) {
        return new String(EntryEncoding.bytes(in), StandardCharsets.UTF_8);
    }
}
