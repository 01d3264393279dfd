package dev.paxoskv.operator.trial;

import java.util.Arrays;
import java.util.List;

/**
 * What a script did.
 *
 * @param exitCode how it ended
 * @param output what it printed
 * @param calls of the stubs, in their order
 * @param applied what {@code kubectl apply} was given
 */
record Run(int exitCode, String output, List<String> calls, String applied) {

    List<String> callsWith(String text) {
        return calls.stream().filter(call -> call.contains(text)).toList();
    }

    /** Where the first call with each of these texts stands; -1 for none. */
    List<Integer> positionsOf(String... texts) {
        return Arrays.stream(texts)
                .map(text ->
                        callsWith(text).stream().findFirst().map(calls::indexOf).orElse(-1))
                .toList();
    }
}
