package dev.paxoskv.node.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The bytes of all files below a directory, by their path in it. */
final class DirectoryContent {
    private DirectoryContent() {}

    static Map<String, byte[]> of(Path directory) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                content.put(directory.relativize(each).toString(), Files.readAllBytes(each));
            }
        }
        return content;
    }
}
