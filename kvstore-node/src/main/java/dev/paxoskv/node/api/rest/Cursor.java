package dev.paxoskv.node.api.rest;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where a list goes on: the rest of the keys, and the revision that all pages show. Opaque to clients, but not secret and
 * not trusted: whatever it says could have been asked for with the other parameters too.
 *
 * @param revision the revision of every page
 * @param from the first key of the rest
 * @param to the {@code range_end} of the whole list
 */
record Cursor(long revision, byte[] from, byte[] to) {

    private static final byte FORMAT = 1;

    String encoded() {
        byte[] bytes = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + from.length + to.length)
                .put(FORMAT)
                .putLong(revision)
                .putInt(from.length)
                .put(from)
                .put(to)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static Cursor decode(String text) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (in.get() == FORMAT) {
                long revision = in.getLong();
                int length = in.getInt();
                if (revision >= 1 && length >= 1 && length <= in.remaining()) {
                    return new Cursor(revision, take(in, length), take(in, in.remaining()));
                }
            }
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            // said below
        }
        throw new ProblemException(
                Problem.badRequest("cursor is not one that a list answered; begin again without a cursor"));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
