package dev.paxoskv.node.codec;

/**
 * Bytes that are not what they should be: damaged, or made by a build that breaks the protocol. Nothing of them was
 * used.
 */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public MalformedException(String message) {
        super(message);
    }

    /** Says what is wrong, and what found it. */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
