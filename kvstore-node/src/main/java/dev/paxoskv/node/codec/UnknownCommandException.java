package dev.paxoskv.node.codec;

/**
 * A log command of a later build than this one: a version, an operation or a field that this build does not know. It
 * must not be skipped, since the other members apply it: the node stops until it runs a build that knows the command.
 */
public final class UnknownCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is not known. */
    public UnknownCommandException(String what) {
        super(what
                + ". A newer build wrote this command; upgrade this node to at least that build. Until then it cannot"
                + " take part, because skipping the command would make its state differ from the others'");
    }
}
