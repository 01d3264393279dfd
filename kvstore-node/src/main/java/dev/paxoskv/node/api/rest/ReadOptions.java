package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.replica.KeyValueService.Consistency;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks for beside the keys.
 *
 * @param revision the revision to read at; 0 for the current one
 */
record ReadOptions(Consistency consistency, long revision) {

    static ReadOptions of(RequestTarget target) {
        return new ReadOptions(
                consistency(target.text("consistency")), Parameters.positive("revision", target.text("revision"), 0));
    }

    private static Consistency consistency(@Nullable String text) {
        return switch (text) {
            case null -> Consistency.LINEARIZABLE;
            case "linearizable" -> Consistency.LINEARIZABLE;
            case "stale" -> Consistency.STALE;
            default ->
                throw new ProblemException(Problem.badRequest(
                        "consistency is 'linearizable' (the default) or 'stale', not '" + text + "'"));
        };
    }
}
