package dev.paxoskv.node.storage;

import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds the storage engines on the class path. */
public final class StorageEngines {

    /** The engine that a node uses unless it is told otherwise. */
    public static final String DEFAULT = "mvstore";

    private StorageEngines() {}

    /**
     * The engine of this name.
     *
     * @throws StorageException if there is none; the message lists those there are
     */
    public static StorageEngine named(String name) {
        TreeMap<String, StorageEngine> found = new TreeMap<>();
        for (StorageEngine engine : ServiceLoader.load(StorageEngine.class, StorageEngine.class.getClassLoader())) {
            found.put(engine.name(), engine);
        }
        StorageEngine engine = found.get(name);
        if (engine == null) {
            throw new StorageException(
                    "There is no storage engine \"" + name + "\"; choose one of " + String.join(", ", found.keySet()));
        }
        return engine;
    }
}
