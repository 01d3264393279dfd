package dev.paxoskv.node.statemachine;

import java.util.ArrayList;
import java.util.List;

/**
 * The session table in bytes: a format number, then session by session in the order of member ids; in the second format
 * then the epoch of the last configuration and the members that it remembers as removed. A table that has seen no
 * configuration is written in the first.
 */
final class SessionCodec {

    private static final int NEVER_RECONFIGURED = 1;
    private static final int RECONFIGURED = 2;

    private SessionCodec() {}

    static byte[] encode(SessionTable table) {
        BinaryWriter out = new BinaryWriter()
                .putByte(table.epoch() == 0 ? NEVER_RECONFIGURED : RECONFIGURED)
                .putVarint(table.all().size());
        for (Session session : table.all()) {
            out.putFixed(session.memberId())
                    .putFixed(session.id())
                    .putFixed(session.incarnation())
                    .putVarint(session.mark())
                    .putVarint(session.kept());
            writeReplies(out, session);
        }
        if (table.epoch() != 0) {
            out.putVarint(table.epoch()).putVarint(table.removed().size());
            table.removed().forEach(out::putFixed);
        }
        return out.toBytes();
    }

    private static void writeReplies(BinaryWriter out, Session session) {
        int left = session.kept();
        for (long ahead = 0; left > 0; ahead++) {
            Reply reply = session.reply(session.mark() + ahead);
            if (reply != null) {
                out.putVarint(ahead);
                ReplyCodec.write(out, reply);
                left--;
            }
        }
    }

    static void decode(byte[] bytes, SessionTable into) {
        BinaryReader in = new BinaryReader(bytes, "session table");
        int format = in.getByte();
        if (format != NEVER_RECONFIGURED && format != RECONFIGURED) {
            throw in.damaged("an unknown format");
        }
        int sessions = in.getCount();
        for (int i = 0; i < sessions; i++) {
            into.restore(readSession(in));
        }
        if (format == RECONFIGURED) {
            into.reconfigured(in.getVarint(), readRemoved(in));
        }
        in.requireEnd();
    }

    private static List<Long> readRemoved(BinaryReader in) {
        int count = in.getCount();
        List<Long> removed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            removed.add(in.getFixed());
        }
        return removed;
    }

    private static Session readSession(BinaryReader in) {
        long memberId = in.getFixed();
        Session session = new Session(in.getFixed(), memberId, in.getFixed());
        session.raiseMark(in.getVarint());
        int kept = in.getCount();
        for (int i = 0; i < kept; i++) {
            long ahead = in.getVarint();
            if (ahead < 0 || ahead >= Limits.LONGEST_WINDOW) {
                throw in.damaged("a reply " + ahead + " places ahead of the mark");
            }
            session.keep(session.mark() + ahead, ReplyCodec.read(in));
        }
        return session;
    }
}
