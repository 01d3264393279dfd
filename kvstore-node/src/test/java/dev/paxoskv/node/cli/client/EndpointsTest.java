package dev.paxoskv.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failures go on to the next endpoint: all of a read, but of a write those alone that did nothing. */
class EndpointsTest {
    private static final String NOTHING_DONE = "{\"detail\":\"no leader\",\"outcome\":\"none\"}";
    private static final String UNKNOWN = "{\"detail\":\"no leader\",\"outcome\":\"unknown\"}";

    private final FakeNode first = new FakeNode();
    private final FakeNode second = new FakeNode();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private CommandLineRun run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--endpoints";
        all[arguments.length + 1] = first.url() + "," + second.url() + "/";
        return CommandLineRun.of(all);
    }

    @Test
    void theFirstThatServesIsEnough() {
        assertThat(run("put", "k", "v").exitCode()).isEqualTo(ExitCode.OK);

        assertThat(first.requests()).hasSize(1);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void aNodeThatIsDownIsPassedOver() {
        first.close();

        assertThat(run("put", "k", "v").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("get", "k").text()).isEqualTo("v");
    }

    @Test
    void aReadGoesOnWhateverHappened() {
        second.holding("k", "v");
        first.answeringProblem(503, UNKNOWN).answering(503, "text/plain", "");

        assertThat(run("get", "k").text()).isEqualTo("v");
        assertThat(run("get", "k").text()).isEqualTo("v");
    }

    @Test
    void aReadGoesOnWhenItsAnswerIsLost() {
        second.holding("k", "v");
        for (int i = 0; i < 10; i++) { // the JDK's client itself asks again a few times, for reads
            first.answering(0, "text/plain", "");
        }

        assertThat(run("get", "k").text()).isEqualTo("v");
    }

    @Test
    void aWriteThatWasNotDoneGoesOn() {
        first.answeringProblem(503, NOTHING_DONE);

        assertThat(run("put", "k", "v").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(second.requests()).containsExactly("PUT /api/v1/kv/k");
    }

    @ParameterizedTest
    @CsvSource({"503, true", "504, true", "503, false", "504, false"})
    void aWriteWhoseOutcomeIsOpenIsNotSentAgain(int status, boolean told) {
        for (String command : new String[] {"put", "del"}) {
            first.answeringProblem(status, told ? UNKNOWN : "");

            CommandLineRun run = command.equals("put") ? run("put", "k", "v") : run("del", "k");

            assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        }
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNotSentAgain() {
        first.answering(0, "text/plain", "");

        CommandLineRun run = run("put", "k", "v");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.errors()).contains("may have been done or not");
        assertThat(first.requests()).hasSize(1);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void anAnswerThatIsNoFailureOfTheNodeIsFinal() {
        second.holding("k", "v");

        assertThat(run("get", "k").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void eachRefusalIsToldWhenNoneServes() {
        first.close();
        second.answeringProblem(503, NOTHING_DONE);

        CommandLineRun run = run("put", "k", "v");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.errors())
                .contains(first.url() + ": cannot connect")
                .contains(second.url() + ": no leader (HTTP 503)");
    }

    @ParameterizedTest
    @CsvSource({"400, 1", "401, 1", "409, 4", "412, 4", "413, 1", "429, 5", "500, 1", "504, 5", "507, 1"})
    void aRefusalBecomesAnExitCode(int status, int exitCode) {
        first.answeringProblem(status, "{\"detail\":\"because\"}");

        CommandLineRun run = run("put", "k", "v");

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.errors()).contains("because (HTTP " + status + ")");
    }
}
