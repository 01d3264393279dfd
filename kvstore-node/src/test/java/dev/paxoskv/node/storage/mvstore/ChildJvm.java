package dev.paxoskv.node.storage.mvstore;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;

/** How a test starts a JVM of its own with a class of these tests. */
final class ChildJvm {
    private ChildJvm() {}

    /** The command line. */
    static List<String> command(List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(main, MvStoreEngine.class, MVStore.class), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Only what is needed: with the class path of the tests it would start twice as slowly. */
    private static String classPath(Class<?>... classes) {
        return Stream.of(classes)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
