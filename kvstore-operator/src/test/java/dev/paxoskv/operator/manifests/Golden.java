package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of the repository that are made from something else. {@code ./mvnw test -pl kvstore-operator
 * -Dgolden.update=true} writes them anew.
 */
public final class Golden {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Golden() {}

    /** A file or folder of the repository. */
    public static Path path(String name) {
        return ROOT.resolve(name);
    }

    /** Holds a file against what it is made of, or writes it if that is asked for. */
    public static void check(Path file, String made) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        assertThat(file)
                .as("made from something else; write it anew with -Dgolden.update=true")
                .exists()
                .hasContent(made)
                .hasBinaryContent(made.getBytes(StandardCharsets.UTF_8));
    }
}
