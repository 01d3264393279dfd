package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.client.RestClient.Attempt;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the cluster, each made once at most however often it is sent: it names the configuration that it was made for.
 * A change that nobody answered is settled by looking at the configuration, and sent again only if that has not moved.
 * Used by one thread.
 */
final class ClusterClient implements AutoCloseable {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final RestClient client;
    private final Waiting waiting;
    private final boolean waits;

    ClusterClient(EndpointOptions endpoints, ChangeOptions options, Console console) {
        client = endpoints.connect();
        waiting = new Waiting(console, options.patience());
        waits = options.waits();
    }

    @Override
    public void close() {
        client.close();
    }

    /** The cluster as a majority confirms it; an endpoint that was removed cannot answer for it. */
    ClusterInfo confirmed() {
        return ClusterInfo.of(client.read(RestPaths.CLUSTER + "?confirmed=true"));
    }

    /**
     * One change of the members.
     *
     * @param method the request's method
     * @param target the request's path, given the epoch
     * @param body the request's body, given the epoch
     * @param done whether a configuration shows it
     */
    record Change(
            String method,
            Function<String, String> target,
            Function<String, byte[]> body,
            Predicate<ClusterInfo> done) {}

    /**
     * Makes a change, and waits for its turn if it may.
     *
     * @param seen the configuration that it was thought out for
     * @param pinned the epoch that it has to be made for, if the caller said
     * @return the epoch of the configuration with the change
     */
    String make(Change change, ClusterInfo seen, @Nullable Long pinned) {
        Sending sending = new Sending(change, seen, pinned);
        Optional<String> done = send(sending);
        while (done.isEmpty()) {
            done = send(sending);
        }
        return done.get();
    }

    /** A change on its way. */
    private static final class Sending {
        private final Change change;
        private final ClusterInfo seen;
        private final boolean pinned;
        private String epoch;
        private boolean mayBeDone;

        Sending(Change change, ClusterInfo seen, @Nullable Long pinned) {
            this.change = change;
            this.seen = seen;
            this.pinned = pinned != null;
            this.epoch = pinned == null ? seen.epoch() : Long.toString(pinned);
        }
    }

    /** Sends a change once; the epoch of the configuration with it, or nothing if it is to be sent again. */
    private Optional<String> send(Sending sending) {
        byte[] body = sending.change.body().apply(sending.epoch);
        String target = sending.change.target().apply(sending.epoch);
        Map<String, String> headers = body.length == 0 ? Map.of() : JSON;
        return switch (client.attempt(sending.change.method(), target, body, headers)) {
            case Attempt.Answered(Answer answer)
            when answer.isSuccess() ->
                Optional.of(Json.objectOf(answer).path("config_epoch").asText());
            case Attempt.Answered(Answer answer) -> refused(sending, Problem.of(answer));
            case Attempt.Unreached(CommandFailure failure) -> later("waiting for the cluster", failure);
            case Attempt.Unknown(CommandFailure failure) -> {
                sending.mayBeDone = true;
                yield later("no answer; looking at the configuration", failure);
            }
        };
    }

    private Optional<String> refused(Sending sending, Problem problem) {
        boolean moved = problem.code().equals("epoch_moved");
        if (moved || sending.mayBeDone) {
            ClusterInfo now = confirmed();
            if (sending.mayBeDone && sending.change.done().test(now)) {
                return Optional.of(now.epoch());
            }
            if (moved) {
                sending.epoch = nextEpoch(sending, now, problem);
                return Optional.empty();
            }
        }
        pauseOrFail(problem.isPassing(), problem.text(), problem.asFailure());
        return Optional.empty();
    }

    private Optional<String> later(String what, CommandFailure failure) {
        pauseOrFail(true, what, failure);
        return Optional.empty();
    }

    /** A cluster moves by itself to the next feature level; what an administrator has decided stands then. */
    private static String nextEpoch(Sending sending, ClusterInfo now, Problem problem) {
        if (!sending.pinned && now.hasTheMembersOf(sending.seen) && !now.epoch().equals(sending.epoch)) {
            return now.epoch();
        }
        throw problem.asFailure();
    }

    private void pauseOrFail(boolean passing, String what, CommandFailure failure) {
        if (!passing || !waits || waiting.isOver()) {
            throw failure;
        }
        waiting.pause(what);
    }

    /** Waits until the configuration of this epoch is settled: it governs, and its voters hold what was there before. */
    void awaitSettled(String epoch) {
        await("the change is done; waiting until it is in force everywhere", () -> {
            ClusterInfo now = confirmed();
            return Long.parseLong(now.epoch()) >= Long.parseLong(epoch) && now.settled();
        });
    }

    /** Waits until this is so. An endpoint that does not answer meanwhile is asked again. */
    void await(String what, Supplier<Boolean> condition) {
        while (waits && !holds(condition)) {
            if (waiting.isOver()) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE, what + ": not within the time to wait; 'paxoskv member list' shows more");
            }
            waiting.pause(what);
        }
    }

    private static boolean holds(Supplier<Boolean> condition) {
        try {
            return condition.get();
        } catch (CommandFailure failure) {
            if (failure.exitCode() == ExitCode.UNAVAILABLE) {
                return false;
            }
            throw failure;
        }
    }

    void say(String what) {
        waiting.say(what);
    }

    boolean waits() {
        return waits;
    }

    /** Hands the leadership over; sent again where that changes nothing. */
    void transfer(String targetId) {
        byte[] body =
                Json.bytes(targetId.isEmpty() ? Json.object() : Json.object().put("member_id", targetId));
        while (true) {
            switch (client.attempt("PUT", RestPaths.LEADER, body, JSON)) {
                case Attempt.Answered(Answer answer)
                when answer.isSuccess() -> {
                    return;
                }
                case Attempt.Answered(Answer answer) -> {
                    Problem problem = Problem.of(answer);
                    pauseOrFail(problem.isPassing(), problem.text(), problem.asFailure());
                }
                case Attempt.Unreached(CommandFailure failure) -> pauseOrFail(true, "waiting for the cluster", failure);
                case Attempt.Unknown(CommandFailure failure) ->
                    // to a given member it does no harm; to any, it would move on again
                    pauseOrFail(!targetId.isEmpty(), "no answer; asking again", failure);
            }
        }
    }
}
