package dev.paxoskv.operator.act;

import org.jspecify.annotations.Nullable;

/**
 * What became of an action.
 *
 * @param text why it was not done; empty if it was
 * @param newId the id that was drawn for it; null if none was
 */
public record Outcome(Result result, String text, @Nullable String newId) {

    /** Nothing was to be done. */
    public static final Outcome NOTHING = new Outcome(Result.NOTHING, "", null);

    /** How an action ended. */
    public enum Result {
        NOTHING,
        DONE,
        /** What it was decided on has changed: decide again. */
        OUTDATED,
        /** It cannot be done now. */
        REFUSED
    }

    static Outcome done() {
        return new Outcome(Result.DONE, "", null);
    }

    static Outcome done(String newId) {
        return new Outcome(Result.DONE, "", newId);
    }

    /** What it was decided on has changed. */
    public static Outcome outdated() {
        return new Outcome(Result.OUTDATED, "it has changed since it was looked at", null);
    }

    /** It cannot be done now. */
    public static Outcome refused(String text) {
        return new Outcome(Result.REFUSED, text, null);
    }
}
