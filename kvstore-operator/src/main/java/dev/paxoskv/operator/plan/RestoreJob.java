package dev.paxoskv.operator.plan;

/**
 * The job that writes a backup to the first member's volume.
 *
 * @param version changes with each change of the object; it is started only as it was looked at
 * @param text what holds it up, or why it failed; empty if nothing is known
 */
public record RestoreJob(Stage stage, String version, String text) {

    /** How far it is. */
    public enum Stage {
        /** It is there and does nothing yet. */
        PREPARED,
        RUNNING,
        FAILED,
        DONE
    }
}
