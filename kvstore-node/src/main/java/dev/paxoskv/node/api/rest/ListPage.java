package dev.paxoskv.node.api.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.paxoskv.node.statemachine.KeyValue;
import dev.paxoskv.node.statemachine.Keys;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes one page of a list as JSON. Reads a few keys at a time and ends the page early where it becomes large, so that
 * its memory is bounded whatever the limit and the size of the values.
 */
final class ListPage {

    /** A page that has this many bytes takes no more keys. */
    private static final int ENOUGH_BYTES = 4 << 20;

    private static final int KEYS_AT_ONCE = 1000;
    private static final int ENTRIES_AT_ONCE = 16;
    private static final JsonFactory JSON = new JsonFactory();

    private final ReadView view;
    private final ListRequest request;
    private final long revision;

    private ListPage(ReadView view, ListRequest request) {
        this.view = view;
        this.request = request;
        revision = request.revision() == 0 ? view.revision() : request.revision();
    }

    /**
     * The page, in UTF-8.
     *
     * @throws ProblemException if the revision cannot be read
     */
    static byte[] of(ReadView view, ListRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            new ListPage(view, request).write(json, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(JsonGenerator json, ByteArrayOutputStream out) throws IOException {
        json.writeStartObject();
        json.writeStringField("revision", Long.toString(revision));
        if (request.countOnly()) {
            json.writeNumberField(
                    "count", range(range(request.from()).withCountOnly()).count());
        } else {
            writeItems(json, out);
        }
        json.writeEndObject();
    }

    private void writeItems(JsonGenerator json, ByteArrayOutputStream out) throws IOException {
        byte[] next = request.from();
        int left = request.limit();
        boolean more = true;
        json.writeArrayFieldStart("items");
        while (more && left > 0 && out.size() < ENOUGH_BYTES) {
            RangeReply batch = read(next, left);
            for (KeyValue entry : batch.kvs()) {
                writeItem(json, entry);
                next = Keys.successor(entry.key());
            }
            left -= batch.kvs().size();
            more = batch.more();
            json.flush();
        }
        json.writeEndArray();
        if (more) {
            json.writeStringField("cursor", new Cursor(revision, next, request.rangeEnd()).encoded());
        }
    }

    private RangeReply read(byte[] from, int left) {
        return request.keysOnly()
                ? page(range(from).withLimit(Math.min(left, KEYS_AT_ONCE)).withKeysOnly())
                : page(range(from).withLimit(Math.min(left, ENTRIES_AT_ONCE)));
    }

    private Range range(byte[] from) {
        return Range.of(from, request.rangeEnd()).withRevision(revision);
    }

    private RangeReply page(Range range) {
        return entries(view.page(range));
    }

    private RangeReply range(Range range) {
        return entries(view.range(range));
    }

    private static RangeReply entries(Reply reply) {
        return switch (reply) {
            case RangeReply range -> range;
            case Reply.Failure failure -> throw new ProblemException(Problem.of(failure));
            case Reply other -> throw new IllegalStateException("a range answered " + other);
        };
    }

    private void writeItem(JsonGenerator json, KeyValue entry) throws IOException {
        json.writeStartObject();
        writeBytes(json, "key", entry.key());
        if (!request.keysOnly()) {
            writeBytes(json, "value", entry.value());
        }
        json.writeStringField("create_revision", Long.toString(entry.createRevision()));
        json.writeStringField("mod_revision", Long.toString(entry.modRevision()));
        json.writeStringField("version", Long.toString(entry.version()));
        if (entry.lease() != 0) {
            json.writeStringField("lease", String.format("%016x", entry.lease()));
        }
        json.writeEndObject();
    }

    /** Text as it is; other bytes as base64, in a field that says so. */
    private static void writeBytes(JsonGenerator json, String name, byte[] bytes) throws IOException {
        String text = Utf8.textOrNull(bytes);
        if (text != null) {
            json.writeStringField(name, text);
        } else {
            json.writeFieldName(name + "_base64");
            json.writeBinary(bytes);
        }
    }
}
