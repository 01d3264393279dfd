package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * The maps of one state. A directory has one state, but while another one is being installed it holds the maps of two:
 * they have the number of their generation in their names, and the meta map says which is the present one.
 *
 * @param generation the number; 0 for the state that a directory begins with
 * @param live the newest versions, by key
 * @param history the versions before, by key and revision
 */
record StateMaps(long generation, MVMap<byte[], Version> live, MVMap<HistoryKey, Version> history) {
    private static final String LIVE = "live";
    private static final String HISTORY = "history";
    private static final Pattern NAME = Pattern.compile("(?:" + LIVE + "|" + HISTORY + ")(?:\\.(\\d+))?");

    /** Opens the maps of a generation; makes them if they are not there. */
    static StateMaps open(MVStore store, long generation) {
        return new StateMaps(
                generation,
                StoreFile.openMap(store, named(LIVE, generation), BytesType.INSTANCE, VersionType.INSTANCE),
                StoreFile.openMap(store, named(HISTORY, generation), HistoryKey.Type.INSTANCE, VersionType.INSTANCE));
    }

    private static String named(String map, long generation) {
        return generation == 0 ? map : map + "." + generation;
    }

    /** What the names of this generation's meta entries begin with. */
    String metaPrefix() {
        return named("state", generation) + "/";
    }

    /** The generations that have maps in a store. */
    static List<Long> generationsIn(MVStore store) {
        return store.getMapNames().stream()
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1) == null ? 0L : Long.parseLong(name.group(1)))
                .distinct()
                .sorted()
                .toList();
    }

    /** Gives the maps up, with all that is in them; their pages are free when no version that is kept needs them. */
    void remove(MVStore store, MVMap<String, byte[]> meta) {
        store.removeMap(live);
        store.removeMap(history);
        meta.keySet().stream()
                .filter(name -> name.startsWith(metaPrefix()))
                .toList()
                .forEach(meta::remove);
    }
}
