package dev.paxoskv.node.statemachine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The session table in bytes: a format number, then session by session in the order of member ids; in the second format
 * then the removed members. A table without any is written in the first.
 */
final class SessionCodec {

    private static final int NOBODY_REMOVED = 1;
    private static final int WITH_REMOVED = 2;

    private SessionCodec() {}

    static byte[] encode(SessionTable table) {
        Collection<Long> removed = table.removed();
        BinaryWriter out = new BinaryWriter()
                .putByte(removed.isEmpty() ? NOBODY_REMOVED : WITH_REMOVED)
                .putVarint(table.all().size());
        for (Session session : table.all()) {
            out.putFixed(session.memberId())
                    .putFixed(session.id())
                    .putFixed(session.incarnation())
                    .putVarint(session.mark())
                    .putVarint(session.kept());
            writeReplies(out, session);
        }
        if (!removed.isEmpty()) {
            out.putVarint(removed.size());
            removed.forEach(out::putFixed);
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
        if (format != NOBODY_REMOVED && format != WITH_REMOVED) {
            throw in.damaged("an unknown format");
        }
        int sessions = in.getCount();
        for (int i = 0; i < sessions; i++) {
            into.restore(readSession(in));
        }
        if (format == WITH_REMOVED) {
            into.remove(readRemoved(in));
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
