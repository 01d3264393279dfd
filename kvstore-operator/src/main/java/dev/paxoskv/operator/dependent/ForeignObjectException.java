package dev.paxoskv.operator.dependent;

/** An object of the name that is needed is there and belongs to somebody else, who is not to be robbed of it. */
public final class ForeignObjectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ForeignObjectException(String kind, String name) {
        super(text(kind, name));
    }

    /** What to say of it, and what to do. */
    public static String text(String kind, String name) {
        return "the " + kind + " \"" + name
                + "\" exists and does not belong to this cluster: delete or rename it, or give the"
                + " cluster another name";
    }
}
