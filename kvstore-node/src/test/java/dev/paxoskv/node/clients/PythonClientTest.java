package dev.paxoskv.node.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the Python client's own tests with the {@code python3} of this machine, where there is one. */
class PythonClientTest {
    private static final Path CLIENT = Path.of("clients", "python");
    private static final int LIMIT_SECONDS = 300;

    @TempDir
    Path temporary;

    @Test
    void itsOwnTestsPass() throws Exception {
        assumeTrue(isPythonPresent(), "skipped: no python3 of 3.9 or later on the PATH");

        Run run = python("-B", "-W", "error", "-m", "unittest", "-v", "test_paxoskv");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("Ran [1-9][0-9]+ tests").contains("test_any_text_is_a_key");
    }

    private boolean isPythonPresent() throws InterruptedException {
        try {
            return python("-c", "import sys; sys.exit(sys.version_info < (3, 9))")
                            .exitCode()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Run python(String... arguments) throws IOException, InterruptedException {
        Path output = temporary.resolve("python.out");
        ProcessBuilder builder = new ProcessBuilder("python3");
        builder.command().addAll(List.of(arguments));
        Process process = builder.directory(CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Run(process.exitValue(), Files.readString(output, UTF_8));
    }

    private record Run(int exitCode, String output) {}
}
