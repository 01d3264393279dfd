package dev.paxoskv.operator.backup;

import org.jspecify.annotations.Nullable;

/** The one thing to do for a backup in a pass. */
public sealed interface BackupAction {

    /** It has ended, and nothing is to be done. */
    record Idle() implements BackupAction {}

    /** Something has to happen that the operator cannot hasten. */
    record Wait(String reason, String text) implements BackupAction {}

    /** Starts the job that writes the file, which may take so long. */
    record StartSave(long seconds) implements BackupAction {}

    /** The file is whole. What is known of it is null if its job's pod is gone. */
    record Conclude(@Nullable SavedFile saved) implements BackupAction {}

    /** There is no file and will be none. */
    record Fail(String reason, String text) implements BackupAction {}

    /** Stops the job that writes the file, since the resource is being deleted. */
    record StopSave() implements BackupAction {}

    /** Starts the job that deletes the file. */
    record StartDelete() implements BackupAction {}

    /** The file could not be deleted; the text says what to do. */
    record Stuck(String reason, String text) implements BackupAction {}

    /** Nothing holds the resource any more. */
    record Release(String text) implements BackupAction {}
}
