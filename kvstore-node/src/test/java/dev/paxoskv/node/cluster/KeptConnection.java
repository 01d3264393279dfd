package dev.paxoskv.node.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One connection over HTTP/1.1 that is used again and again; no library that would hide how it ends. One thread. */
final class KeptConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private boolean ended;

    /** Connects; fails with {@link java.net.ConnectException} if nobody listens. */
    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.ofLiteral(NodePorts.HOST), port);
        socket.setSoTimeout((int) TestCluster.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Writes a key, and answers the status. */
    int put(String key, String value) throws IOException {
        send(head(key, value.length()) + value);
        return answer();
    }

    /** All but the body of a request that writes a key. */
    static String head(String key, int length) {
        return "PUT /api/v1/kv/" + key + " HTTP/1.1\r\nHost: node\r\nContent-Length: " + length + "\r\n\r\n";
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** Reads a whole answer without a body, and gives back its status. */
    int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            ended |= lower.equals("connection: close");
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended within an answer, or in place of one: \"" + line + "\"");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Whether an answer said that it was the last one. */
    boolean hasEnded() {
        return ended;
    }

    /** Waits until the other side closes, and says whether it did so without another byte. */
    boolean endsQuietly() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
