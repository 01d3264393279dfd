package dev.paxoskv.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each reason that a condition or an event can have is explained in the documentation, and nothing is explained that does not
 * exist.
 */
class ReasonsAreDocumentedTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "paxoskv", "operator");
    private static final Path PAGE = Path.of("..", "src-docs", "tasks", "troubleshooting-on-kubernetes.md");

    private static final Pattern WORD = Pattern.compile("\"([A-Z][a-z]+[A-Za-z]*)\"");
    private static final Pattern REFUSAL = Pattern.compile("new Refusal\\(\\s*\"([A-Za-z]+)\"");
    private static final Pattern EXPLAINED = Pattern.compile("(?m)^\\| (`[A-Za-z]+`(?:, `[A-Za-z]+`)*) \\|");
    private static final Pattern QUOTED = Pattern.compile("`([A-Za-z]+)`");

    /** The types of the conditions and their values, and Kubernetes' own reasons, which are words like ours. */
    private static final Set<String> OTHERS = Set.of(
            "Available",
            "Ready",
            "Progressing",
            "Degraded",
            "Paused",
            "SpecAccepted",
            "Monitored",
            "Complete",
            "Failed",
            "Deleting",
            "Healthy",
            "DeadlineExceeded",
            "True",
            "False");

    @Test
    void everyReasonIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(reasons()).isNotEmpty().allSatisfy(reason -> assertThat(page).contains("`" + reason + "`"));
    }

    @Test
    void nothingIsExplainedThatDoesNotExist() throws IOException {
        Set<String> explained = new TreeSet<>();
        EXPLAINED
                .matcher(Files.readString(PAGE))
                .results()
                .flatMap(row -> QUOTED.matcher(row.group(1)).results())
                .forEach(quoted -> explained.add(quoted.group(1)));
        explained.removeAll(OTHERS);
        assertThat(reasons()).isNotEmpty().containsAll(explained);
    }

    private static Set<String> reasons() throws IOException {
        Set<String> reasons = new TreeSet<>(words(WORD, "status/Conditions.java"));
        reasons.addAll(words(REFUSAL, "observe/SpecReading.java"));
        reasons.addAll(words(REFUSAL, "observe/VersionSkew.java"));
        try (Stream<Path> files = Files.list(SOURCES.resolve("backup"))) {
            for (Path file : files.toList()) {
                reasons.addAll(words(WORD, "backup/" + file.getFileName()));
            }
        }
        assertThat(reasons).contains("BadSchedule", "DiskFull", "Skipped");
        reasons.removeAll(OTHERS);
        return reasons;
    }

    private static Set<String> words(Pattern pattern, String file) throws IOException {
        Set<String> words = new TreeSet<>();
        pattern.matcher(Files.readString(SOURCES.resolve(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(words::add);
        return words;
    }
}
