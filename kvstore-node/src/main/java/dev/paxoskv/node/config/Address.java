package dev.paxoskv.node.config;

import java.util.Optional;

/**
 * A host and a port.
 *
 * @param host a name or an address; empty where it was left out
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {
    private static final int LAST_PORT = 65_535;

    /**
     * Checks the port.
     *
     * @throws ConfigException if it is out of range
     */
    public Address {
        if (port < 1 || port > LAST_PORT) {
            throw new ConfigException("port " + port + " is not between 1 and " + LAST_PORT);
        }
    }

    /**
     * Reads {@code host:port} or {@code :port}; an IPv6 address stands in brackets. The address of all interfaces is no
     * host: nobody could be reached there.
     *
     * @param text the address
     * @param what what it is, for the message
     * @throws ConfigException if it is no address
     */
    public static Address parse(String text, String what) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(colon, 0));
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.contains(":") && !bracketed) || host.contains("/") || host.contains(" ")) {
            throw new ConfigException(what + " is not host:port or :port, but \"" + text + "\"");
        }
        try {
            boolean everywhere = host.equals("0.0.0.0") || host.equals("[::]");
            return new Address(everywhere ? "" : host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException noNumber) {
            throw new ConfigException(what + " has no number as its port: \"" + text + "\"");
        } catch (ConfigException outOfRange) {
            throw new ConfigException(what + ": " + outOfRange.getMessage());
        }
    }

    /**
     * The same host, so many ports further.
     *
     * @param offset may be negative
     * @param what what the result is, for the message
     * @throws ConfigException if there is no such port
     */
    Address plus(int offset, String what) {
        int derived = port + offset;
        if (derived < 1 || derived > LAST_PORT) {
            throw new ConfigException(
                    what + " would follow from port " + port + " as " + derived + ", which is no port; name it");
        }
        return new Address(host, derived);
    }

    /**
     * The address to listen on so that this one is reached: on the interface that is named; else on the loopback interface
     * for a loopback address, and on all interfaces for any other, since a host's public name need not be one that it can
     * bind.
     */
    Address bind(Optional<String> listen) {
        if (listen.isPresent()) {
            return new Address(listen.get(), port);
        }
        boolean loopback = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return new Address(loopback ? host : "0.0.0.0", port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
