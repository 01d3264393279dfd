package dev.paxoskv.operator;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the objects of a cluster are called, and the labels and annotations by which they are known. */
public final class Names {

    /** The manager of the fields that the operator sets. */
    public static final String MANAGER = "paxoskv-operator";

    /** On everything that belongs to a cluster: the name of its resource. */
    public static final String CLUSTER = "paxoskv.dev/cluster";

    /** On a Service: which one of its cluster's it is. */
    public static final String SERVICE = "paxoskv.dev/service";

    /** On a claim: the member that lives on its volume. */
    public static final String MEMBER_ID = "paxoskv.dev/member-id";

    /** On a claim: the UID of the pod that this member was seen in last. */
    public static final String POD_UID = "paxoskv.dev/pod-uid";

    /** On an applied object: the digest of what was applied. */
    public static final String APPLIED = "paxoskv.dev/applied";

    /** On the StatefulSet: the generation of the resource that its template is of. */
    public static final String GENERATION = "paxoskv.dev/generation";

    /** On the StatefulSet: the operator's way of rendering that its template was made in. */
    public static final String RENDERING = "paxoskv.dev/rendering";

    /** On a claim that was made to restore a backup to it: the UID of the resource that asked for it. */
    public static final String RESTORE_OF = "paxoskv.dev/restore-of";

    /** On a claim that has a backup's content: the id of the cluster that started from it. */
    public static final String RESTORED = "paxoskv.dev/restored";

    public static final int PEER_PORT = 3000;
    public static final int HTTP_PORT = 4000;
    public static final int GRPC_PORT = 5000;

    private static final Pattern ORDINAL = Pattern.compile("-(0|[1-9][0-9]{0,3})$");

    private Names() {}

    public static Map<String, String> labels(String cluster) {
        return Map.of(
                "app.kubernetes.io/name",
                "paxoskv",
                "app.kubernetes.io/instance",
                cluster,
                "app.kubernetes.io/component",
                "node",
                "app.kubernetes.io/managed-by",
                MANAGER,
                CLUSTER,
                cluster);
    }

    /** Selects the pods, claims and everything else of a cluster. */
    public static Map<String, String> selector(String cluster) {
        return Map.of(CLUSTER, cluster);
    }

    public static String pod(String cluster, int ordinal) {
        return cluster + "-" + ordinal;
    }

    public static String claim(String cluster, int ordinal) {
        return "data-" + cluster + "-" + ordinal;
    }

    public static String peers(String cluster) {
        return cluster + "-peers";
    }

    public static String formed(String cluster) {
        return cluster + "-formed";
    }

    /** Of the job of a recovery. It must have at most 63 characters, so it has part of the id only. */
    public static String recovery(String cluster, String newClusterId) {
        return cluster + "-recovery-" + newClusterId.substring(0, 8);
    }

    public static String restore(String cluster) {
        return cluster + "-restore";
    }

    /** The name by which the members reach a pod, whether it is ready or not. */
    public static String host(String cluster, int ordinal, String namespace) {
        return pod(cluster, ordinal) + "." + peers(cluster) + "." + namespace + ".svc";
    }

    /** The ordinal in the name of a pod of the cluster; -1 if it is the name of none. */
    public static int ordinalOfPod(String cluster, String name) {
        return ordinal(cluster, name);
    }

    /** The ordinal in the name of a claim of the cluster; -1 if it is the name of none. */
    public static int ordinalOfClaim(String cluster, String name) {
        return ordinal("data-" + cluster, name);
    }

    /** As a number, never as text: "-9" sorts behind "-10". */
    private static int ordinal(String prefix, String name) {
        Matcher matcher = ORDINAL.matcher(name);
        boolean ours = matcher.find() && name.substring(0, matcher.start()).equals(prefix);
        return ours ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
