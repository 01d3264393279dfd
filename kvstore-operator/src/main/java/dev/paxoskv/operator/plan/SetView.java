package dev.paxoskv.operator.plan;

/**
 * A StatefulSet.
 *
 * @param version changes with each change of the object; a change is refused if it has moved on
 * @param replicas how many pods it is told to keep
 * @param storageBytes the size of the volumes that it makes
 */
public record SetView(String uid, String version, int replicas, long storageBytes) {}
