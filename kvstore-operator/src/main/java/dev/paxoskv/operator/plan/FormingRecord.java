package dev.paxoskv.operator.plan;

/**
 * How the cluster is formed: written once, before anything is formed, and never changed. Whatever happens to the disk that it
 * names, no other one ever becomes the first of a cluster for this resource.
 */
public sealed interface FormingRecord permits BootstrapRecord, RestoreRecord {

    /** The id of the cluster that is formed. */
    String clusterId();
}
