package dev.paxoskv.node.statemachine;

/** The session table in bytes: a format number, then session by session in the order of member ids. */
final class SessionCodec {

    private static final int FORMAT = 1;

    private SessionCodec() {}

    static byte[] encode(SessionTable table) {
        BinaryWriter out =
                new BinaryWriter().putByte(FORMAT).putVarint(table.all().size());
        for (Session session : table.all()) {
            out.putFixed(session.memberId())
                    .putFixed(session.id())
                    .putFixed(session.incarnation())
                    .putVarint(session.mark())
                    .putVarint(session.kept());
            writeReplies(out, session);
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
        if (in.getByte() != FORMAT) {
            throw in.damaged("an unknown format");
        }
        int sessions = in.getCount();
        for (int i = 0; i < sessions; i++) {
            into.restore(readSession(in));
        }
        in.requireEnd();
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
