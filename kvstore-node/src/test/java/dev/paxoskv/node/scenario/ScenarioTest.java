package dev.paxoskv.node.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.simulation.Tamper;
import dev.paxoskv.node.simulation.mutation.MembershipDefects;
import dev.paxoskv.node.simulation.mutation.Patch;
import dev.paxoskv.node.simulation.mutation.PatchedCore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
        if (file.equals("stop-sign.txt")) {
            // as it is, the core would not make the change: one voter at a time
            run(
                    new PatchedCore(List.of(MembershipDefects.manyAtOnce())).create(ScenarioRun.class, Consumer.class),
                    file);
        } else {
            scenario(file, Tamper.Factory.NONE).run();
        }
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
    void aTruncatedLogTakenForEmptyIsSeen() {
        sees("agreement", "candidate-needs-snapshot.txt", MembershipDefects.truncatedIsEmpty());
    }

    @Test
    void twoConfigurationsOfOneEpochAreSeen() {
        sees("epochs ascend by one|configuration is chosen", "rival-changes.txt", MembershipDefects.bothOfOneEpoch());
    }

    @Test
    void aLeaderThatOutbidsItsSuccessorIsSeen() {
        sees("does not hold", "transfer-outbids-the-leader.txt", MembershipDefects.outbidsItsSuccessor());
    }

    @Test
    void aDamagedVoteTakenForNoneIsSeen() {
        sees("agreement", "damaged-vote.txt", MembershipDefects.faultyIsEmpty());
    }

    @Test
    void aDamagedPromiseTakenForNoneIsSeen() {
        Tamper.Factory careless = (genesis, self) -> new Tamper() {
            @Override
            public boolean ignoresDamagedPromise() {
                return true;
            }
        };
        assertThatThrownBy(() -> scenario("damaged-promise.txt", careless).run())
                .hasMessageContaining("promises survive");
    }

    /** The trap holds whatever may follow what: with one voter at a time its majorities would always meet. */
    @Test
    void aStopSignInPlaceOfTheWindowIsUnsafe() {
        List<Patch> stopSign = new ArrayList<>(MembershipDefects.stopSign());
        stopSign.add(MembershipDefects.manyAtOnce());
        sees("agreement", "stop-sign.txt", stopSign);
    }

    private static void sees(String oracle, String file, List<Patch> defect) {
        Consumer<?> scenario = new PatchedCore(defect).create(ScenarioRun.class, Consumer.class);
        assertThatThrownBy(() -> run(scenario, file)).hasMessageFindingMatch(oracle);
    }

    @SuppressWarnings("unchecked")
    private static void run(Consumer<?> scenario, String file) {
        ((Consumer<String>) scenario).accept(file);
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
