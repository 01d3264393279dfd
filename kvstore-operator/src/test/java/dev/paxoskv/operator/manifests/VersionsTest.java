package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One version everywhere: that of the build. */
class VersionsTest {

    private static final Pattern POM =
            Pattern.compile("<artifactId>paxoskv</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern IMAGE = Pattern.compile("image: *\"?ghcr\\.io/paxoskv/[a-z-]+:([^\\s\"]+)");
    private static final Pattern SPEC = Pattern.compile("^ {2}version: *\"?([^\\s\"]+)", Pattern.MULTILINE);

    private static String version = "";

    @BeforeAll
    static void read() throws IOException {
        Matcher matcher = POM.matcher(Files.readString(Golden.path("pom.xml")));
        assertThat(matcher.find()).isTrue();
        version = matcher.group(1).replace("-SNAPSHOT", "");
    }

    @Test
    void theChartsAreOfThisVersion() {
        assertThat(List.of(Chart.OPERATOR, Chart.CLUSTER)).allSatisfy(chart -> {
            assertThat(chart.metadata().get("version").asText()).isEqualTo(version);
            assertThat(chart.metadata().get("appVersion").asText()).isEqualTo(version);
        });
    }

    @Test
    void theImagesAreOfThisVersion() throws IOException {
        assertThat(found(IMAGE)).isNotEmpty().containsOnly(version);
    }

    @Test
    void theSamplesAreOfThisVersion() throws IOException {
        assertThat(found(SPEC)).isNotEmpty().containsOnly(version);
    }

    /** What a pattern finds in the manifests that are installed or shown. */
    private static List<String> found(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Golden.path("deploy"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                pattern.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group(1)));
            }
        }
        return found;
    }
}
