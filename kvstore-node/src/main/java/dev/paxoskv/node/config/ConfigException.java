package dev.paxoskv.node.config;

/** A configuration that cannot be used. The message says what is wrong, where, and what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
