package dev.paxoskv.node.cli.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes to a second place what is read from it. Tells a failure to read from one to write: {@link ReadFailure}. */
final class CopyingInput extends FilterInputStream {
    private final OutputStream copy;
    private final Runnable moved;

    /**
     * A copying stream.
     *
     * @param in what is read
     * @param copy where it is written to as well
     * @param moved told whenever something was read
     */
    CopyingInput(InputStream in, OutputStream copy, Runnable moved) {
        super(in);
        this.copy = copy;
        this.moved = moved;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(into, offset, length);
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
        if (count > 0) {
            copy.write(into, offset, count);
            moved.run();
        }
        return count;
    }

    /** The source broke off. */
    static final class ReadFailure extends IOException {
        private static final long serialVersionUID = 1L;

        ReadFailure(IOException cause) {
            super(RestClient.reason(cause), cause);
        }
    }
}
