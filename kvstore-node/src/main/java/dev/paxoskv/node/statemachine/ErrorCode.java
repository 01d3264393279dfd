package dev.paxoskv.node.statemachine;

/**
 * Why a command or a read failed. Where etcd has the same error the message is etcd's to the letter, because its clients
 * tell errors apart by code and message; the others are this project's own.
 */
public enum ErrorCode {
    KEY_NOT_PROVIDED(Status.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(Status.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Status.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Status.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPERATIONS(Status.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Status.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    INVALID_SORT_OPTION(Status.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    REQUEST_TOO_LARGE(Status.INVALID_ARGUMENT, "etcdserver: request is too large"),
    /** As {@link #REQUEST_TOO_LARGE} to an etcd client: the key is longer than {@link Limits#maxKeyBytes()}. */
    KEY_TOO_LARGE(Status.INVALID_ARGUMENT, "etcdserver: request is too large"),
    /** As {@link #REQUEST_TOO_LARGE} to an etcd client: the value is longer than {@link Limits#maxValueBytes()}. */
    VALUE_TOO_LARGE(Status.INVALID_ARGUMENT, "etcdserver: request is too large"),
    COMPACTED(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    LEASE_NOT_FOUND(Status.NOT_FOUND, "etcdserver: requested lease not found"),
    NO_SPACE(Status.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    /** The session keeps more bytes of unacknowledged replies than {@link Limits#maxKeptReplyBytes()}. */
    TOO_MANY_REQUESTS(Status.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
    /** The reply would be larger than the limit for it; nothing was changed. */
    REPLY_TOO_LARGE(
            Status.RESOURCE_EXHAUSTED,
            "reply is too large: ask for fewer keys, with a limit or a narrower range, or for keys only"),
    /** The token is not the next revision: another write came first. */
    TOKEN_CONFLICT(Status.FAILED_PRECONDITION, "token conflict");

    /** The class of an error; the names are those of gRPC's status codes. */
    public enum Status {
        INVALID_ARGUMENT,
        OUT_OF_RANGE,
        NOT_FOUND,
        RESOURCE_EXHAUSTED,
        FAILED_PRECONDITION
    }

    private final Status status;
    private final String message;

    ErrorCode(Status status, String message) {
        this.status = status;
        this.message = message;
    }

    /** The class of this error. */
    public Status status() {
        return status;
    }

    /** What a client is told. */
    public String message() {
        return message;
    }
}
