package dev.paxoskv.node.config;

import dev.paxoskv.node.paxos.formation.FormationPlan;
import dev.paxoskv.node.paxos.formation.FormationPlan.Mode;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import java.util.ArrayList;
import java.util.List;

/** The settings of how a node gets a cluster, checked. */
final class ClusterSettings {
    private static final int MAX_NAME = 63;

    private ClusterSettings() {}

    /**
     * Puts the plan together.
     *
     * @throws ConfigException if a setting does not parse
     * @throws IllegalArgumentException if the settings do not fit together
     */
    static FormationPlan plan(NodeSettings settings, Topology topology) {
        Mode mode = mode(settings.cluster().mode());
        String name = settings.name().map(ClusterSettings::name).orElse(ListedPeer.name(topology.label()));
        boolean anonymous = settings.name().isEmpty()
                && settings.id().isEmpty()
                && settings.clusterFile().isEmpty();
        if (mode != Mode.STATIC && anonymous) {
            throw new ConfigException("a node that is to be a member among others needs a name of its own: --name");
        }
        return new FormationPlan(
                mode,
                name,
                topology.label(),
                new PeerList(topology.listed()),
                seeds(settings.cluster().seeds().orElse("")),
                settings.alpha());
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "static" -> Mode.STATIC;
            case "join" -> Mode.JOIN;
            case "managed" -> Mode.MANAGED;
            default ->
                throw new ConfigException("paxoskv.cluster.mode is static, join or managed, not \"" + text + "\"");
        };
    }

    private static String name(String text) {
        if (text.length() > MAX_NAME || !text.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new ConfigException("a name is of letters, digits, '.', '_' and '-', at most " + MAX_NAME
                    + " of them, and does not begin with a sign; this is none: \"" + text + "\"");
        }
        return text;
    }

    private static List<String> seeds(String text) {
        List<String> seeds = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                Address seed = Address.parse(part.strip(), "seed");
                if (seed.host().isEmpty()) {
                    throw new ConfigException("the seed " + seed + " has no host: write host" + seed);
                }
                seeds.add(seed.toString());
            }
        }
        return seeds;
    }
}
