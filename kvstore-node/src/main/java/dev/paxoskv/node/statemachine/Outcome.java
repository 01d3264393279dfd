package dev.paxoskv.node.statemachine;

/** What became of a command of the log. */
public sealed interface Outcome {

    /**
     * The command has its reply, which may be a {@link Reply.Failure}.
     *
     * @param repeated whether the command had been applied before: the reply is the one it got then, and nothing was
     *     done again
     */
    record Applied(Reply reply, boolean repeated) implements Outcome {}

    /** The command was not applied, changed nothing, and has no reply. */
    record Refused(Reason reason) implements Outcome {}

    /** Why a command was refused. */
    enum Reason {
        /**
         * The session was never opened, or another one of its member took its place. A command is only sent once its
         * session is known to be open, so it never will be applied, unless it was applied before.
         */
        UNKNOWN_SESSION("the session is not open, or a newer process of its member has taken its place"),
        /** The origin had declared this command settled: the reply is gone, and it never will be applied again. */
        BELOW_MARK("the command is below its session's low-water mark: it was settled before"),
        /**
         * The sequence is too far ahead of the mark ({@link Limits#maxKeptReplies()}). The one refusal that does not last:
         * a copy of the command behind a higher mark may still be applied. An origin that never has that many commands
         * under way never sees it.
         */
        BEYOND_WINDOW("the session has too many commands whose replies are not acknowledged"),
        /** The member has a session of the same or a higher incarnation, or another member has one with this id. */
        STALE_INCARNATION("the member has a session of the same or a higher incarnation"),
        /** There are sessions for {@link Limits#maxSessions()} members already. */
        TOO_MANY_SESSIONS("there are sessions for as many members as the limit allows"),
        /** The member was removed from the cluster: it never opens a session again. */
        MEMBER_REMOVED("the member was removed from the cluster");

        private final String message;

        Reason(String message) {
            this.message = message;
        }

        /** The reason as a sentence for logs. */
        public String message() {
            return message;
        }
    }
}
