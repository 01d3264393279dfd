package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.admin.AdminException;
import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Why a request was not carried out, as RFC 9457 has it.
 *
 * @param status the HTTP status
 * @param code names the problem, for programs
 * @param detail says what is wrong and what to do about it, for people
 * @param effect whether the request may have taken effect
 */
record Problem(int status, String code, String detail, Effect effect) {

    static final String MEDIA_TYPE = "application/problem+json";

    /** Seconds after which a refused client should ask again. */
    static final String RETRY_AFTER = "1";

    /** Whether a request that failed may have changed something. */
    enum Effect {
        NONE,
        UNKNOWN
    }

    private static Problem none(int status, String code, String detail) {
        return new Problem(status, code, detail, Effect.NONE);
    }

    static Problem badRequest(String detail) {
        return none(400, "bad_request", detail);
    }

    static Problem noKey() {
        return none(404, "key_not_found", "there is no such key");
    }

    static Problem noResource(String path) {
        return none(
                404, "no_such_resource", "there is nothing at " + path + "; /q/swagger-ui and /q/openapi list what is");
    }

    static Problem methodNotAllowed(String method, String allowed) {
        return none(405, "method_not_allowed", "there is no " + method + " here; there are: " + allowed);
    }

    static Problem preconditionFailed(String detail) {
        return none(412, "precondition_failed", detail);
    }

    static Problem uriTooLong(String detail) {
        return none(414, "uri_too_long", detail);
    }

    static Problem bodyTooLarge(long limit) {
        return none(413, "too_large", "the body is larger than " + limit + " bytes, the limit for a value");
    }

    static Problem overloaded(String detail) {
        return none(429, "overloaded", detail);
    }

    /** An answer that another part of the server made: its own words, where there are any. */
    static Problem ofStatus(int status, String detail) {
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        return none(status, reason.toLowerCase(Locale.ROOT).replace(' ', '_'), detail);
    }

    /** An error of the store. */
    static Problem of(Reply.Failure failure) {
        ErrorCode code = failure.code();
        String name = code.name().toLowerCase(Locale.ROOT);
        return switch (code) {
            case KEY_NOT_PROVIDED -> none(400, name, "a key has at least one byte");
            case KEY_NOT_FOUND -> none(400, name, "there is no such key to take the value or the lease from");
            case VALUE_PROVIDED -> none(400, name, "give a value or keep the present one, not both");
            case LEASE_PROVIDED -> none(400, name, "give a lease or keep the present one, not both");
            case TOO_MANY_OPERATIONS ->
                none(400, name, "the transaction has too many operations; split it into several");
            case DUPLICATE_KEY -> none(400, name, "the transaction writes a key twice; name each key once");
            case INVALID_SORT_OPTION -> none(400, name, "there is no such order");
            case REQUEST_TOO_LARGE -> none(413, name, "the keys and values of one request have at most 1.5 MiB");
            case KEY_TOO_LARGE -> none(413, name, "a key has at most 64 KiB");
            case VALUE_TOO_LARGE -> none(413, name, "a value has at most 1.5 MiB");
            case COMPACTED ->
                none(410, name, "that revision was compacted; read at a newer one, or list from the start again");
            case FUTURE_REVISION ->
                none(400, name, "the store has not come to that revision; it is at " + failure.revision());
            case LEASE_NOT_FOUND -> none(404, name, "there is no such lease");
            case NO_SPACE ->
                none(507, name, "the store is full; delete keys and compact old revisions, or give it more space");
            case TOO_MANY_REQUESTS -> none(429, name, "this node has too many unfinished writes; try again later");
            case REPLY_TOO_LARGE -> none(400, name, code.message());
            case TOKEN_CONFLICT -> none(409, name, code.message());
        };
    }

    /** A failure of a read: whatever it was, nothing was changed. */
    static Problem ofRead(Throwable failure) {
        Problem problem = of(failure);
        return problem.effect == Effect.NONE
                ? problem
                : none(
                        problem.status,
                        "timed_out",
                        "the read took too long; try again, or read with consistency=stale");
    }

    /** A failure of a write, or of anything that may be one. */
    static Problem of(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case RequestException refused -> of(refused);
            case AdminException refused -> of(refused);
            case ReadView.ExpiredException expired -> none(503, "overloaded", String.valueOf(expired.getMessage()));
            default -> new Problem(500, "internal", "the node failed to answer; its log tells why", Effect.UNKNOWN);
        };
    }

    /** A change of the cluster that was refused; the cluster says itself what to do about it. */
    static Problem of(ChangeOutcome.Refused refused) {
        ChangeOutcome.Reason reason = refused.reason();
        String name = reason.name().toLowerCase(Locale.ROOT);
        return switch (reason) {
            case NOT_LEADER -> none(503, "no_leader", refused.text());
            case TIMED_OUT -> none(503, name, refused.text());
            case NO_SUCH_MEMBER -> none(404, name, refused.text());
            case EPOCH_MOVED,
                    BUSY,
                    ALREADY_MEMBER,
                    REMOVED_MEMBER,
                    NOT_A_LEARNER,
                    NOT_CAUGHT_UP,
                    LAST_VOTER,
                    UNSAFE,
                    IS_LEADER,
                    FEATURE_LEVEL,
                    BAD_TARGET,
                    TOO_MANY_MEMBERS -> none(409, name, refused.text());
        };
    }

    /** A change of the cluster of which it is not known whether it was done. */
    static Problem ofUnknownChange() {
        return new Problem(
                504,
                "unknown_outcome",
                "the change took too long and may or may not be done; GET /api/v1/cluster?confirmed=true tells. To try it"
                        + " again under the same expected epoch is safe: it is done once at most",
                Effect.UNKNOWN);
    }

    static Problem bootstrapRefused(String detail) {
        return none(409, "bootstrap_refused", detail);
    }

    private static Problem of(AdminException refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.kind()) {
            case INVALID -> badRequest(detail);
            case NODE_UNREACHABLE -> none(503, "node_unreachable", detail);
            case NODE_MISMATCH -> none(409, "node_mismatch", detail);
        };
    }

    private static Problem of(RequestException refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.kind()) {
            case NO_LEADER -> none(503, "no_leader", detail);
            case OVERLOADED -> overloaded(detail);
            case UNKNOWN -> new Problem(504, "unknown_outcome", detail, Effect.UNKNOWN);
            case NOT_SERVING -> none(503, "not_serving", detail);
        };
    }

    /** Whether it is worth asking again later, without any change. */
    boolean isPassing() {
        return status == 429 || status == 503;
    }

    /** How it is counted. */
    Outcome outcome() {
        if (status == 500) {
            return Outcome.FAILED;
        }
        if (effect == Effect.UNKNOWN) {
            return Outcome.UNKNOWN;
        }
        return isPassing() || status == 504 ? Outcome.UNAVAILABLE : Outcome.REFUSED;
    }

    /** The document, with what the node knows of the store and its leader. */
    JsonObject toJson(NodeStatus node) {
        JsonObject json = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("code", code)
                .put("detail", detail)
                .put("outcome", effect.name().toLowerCase(Locale.ROOT))
                .put("revision", Long.toString(node.revision()));
        Optional<JsonObject> leader = node.leaderMember()
                .map(member -> new JsonObject()
                        .put("member_id", member.id().toString())
                        .put("name", member.name())
                        .put("http_address", member.httpAddress()));
        leader.ifPresent(value -> json.put("leader", value));
        return json;
    }
}
