package dev.paxoskv.node.api.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Bytes that may be text. */
final class Utf8 {

    private Utf8() {}

    /** The text that the bytes are in UTF-8; null if they are none. */
    static @Nullable String textOrNull(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
