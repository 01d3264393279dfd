package dev.paxoskv.node.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.simulation.Tamper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every file under {@code src/test/resources/scenarios}; {@link Scenario} says what they may contain. */
class ScenarioTest {

    static Stream<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(ScenarioTest.class.getResource("/scenarios"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Scenario scenario(String file, Tamper.Factory tampers) {
        try {
            return new Scenario(file, Files.readAllLines(directory().resolve(file)), 1, tampers);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void holds(String file) {
        scenario(file, Tamper.Factory.NONE).run();
    }

    @Test
    void aPageReadPastQueuedWritesIsSeen() {
        Tamper.Factory impatient = (genesis, self) -> new Tamper() {
            @Override
            public boolean readsPastQueuedWrites() {
                return true;
            }
        };
        assertThatThrownBy(() -> scenario("pages-behind-writes.txt", impatient).run())
                .hasMessageContaining("chosen is chosen");
    }

    @Test
    void everyDefectOfTheNaiveAlgorithmHasOne() throws IOException {
        List<String> files = scenarios().toList();
        for (int defect = 1; defect <= 12; defect++) {
            String prefix = "defect-%02d-".formatted(defect);
            assertThat(files).as("scenarios of defect %d", defect).anyMatch(file -> file.startsWith(prefix));
        }
    }
}
