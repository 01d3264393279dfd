package dev.paxoskv.node.simulation.mutation;

/**
 * A change of one source file of the product: a text that occurs in it exactly once, and what takes its place.
 *
 * @param file the file, below the product's root package
 * @param before what is there
 * @param after what is there instead
 */
public record Patch(String file, String before, String after) {

    /** The text of the file with the change in it. */
    String applied(String text) {
        int at = text.indexOf(before);
        if (at < 0 || text.indexOf(before, at + 1) >= 0) {
            throw new IllegalStateException(file + " does not hold exactly once: " + before);
        }
        return text.substring(0, at) + after + text.substring(at + before.length());
    }
}
