package dev.paxoskv.operator.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the definitions of backups and of their schedules accept, and what they refuse with which words. */
class BackupDefinitionsTest {

    private static final ObjectMapper YAML = new YAMLMapper();

    private static final CustomResourceDefinition BACKUP = ResourceDefinitions.of(PaxosKVBackup.class);

    private static final CustomResourceDefinition SCHEDULE = ResourceDefinitions.of(PaxosKVBackupSchedule.class);

    private static final String SMALL = "{clusterName: demo, destination: {claimName: backups}}";

    private static final String FULL = """
            {clusterName: demo, destination: {claimName: backups.example, directory: a/b-1/c.d}, deletionPolicy: Delete,
             timeout: 90m, resources: {limits: {memory: 1Gi}}}""";

    private static JsonNode resource(String name, String spec) throws IOException {
        return YAML.readTree("{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    private static List<String> problems(CustomResourceDefinition definition, String spec, @Nullable String old)
            throws IOException {
        return Admission.problems(definition, resource("one", spec), old == null ? null : resource("one", old));
    }

    @Test
    void whatIsRightIsAccepted() throws IOException {
        assertThat(problems(BACKUP, SMALL, null)).isEmpty();
        assertThat(problems(BACKUP, FULL, null)).isEmpty();
        assertThat(problems(SCHEDULE, "{schedule: '0 2 * * *', template: " + SMALL + "}", null))
                .isEmpty();
        assertThat(problems(SCHEDULE, """
            {schedule: '*/10 8-18 1,15 JAN-JUN MON', timeZone: Europe/Berlin, suspend: true, startingDeadline: 2h,
             template: %s, retention: {count: 1, age: 30d}, failedHistory: 0}""".formatted(FULL), null)).isEmpty();
    }

    static Stream<Arguments> backups() {
        String to = "destination: {claimName: backups}";
        return Stream.of(
                Arguments.of("{" + to + "}", "clusterName: is required"),
                Arguments.of("{clusterName: '', " + to + "}", "clusterName: does not match"),
                Arguments.of("{clusterName: my.demo, " + to + "}", "clusterName: does not match"),
                Arguments.of("{clusterName: a" + "b".repeat(40) + ", " + to + "}", "clusterName: is too long"),
                Arguments.of("{clusterName: demo}", "destination: is required"),
                Arguments.of("{clusterName: demo, destination: {}}", "claimName: is required"),
                Arguments.of("{clusterName: demo, destination: {claimName: ''}}", "claimName: does not match"),
                Arguments.of("{clusterName: demo, destination: {claimName: My_Claim}}", "claimName: does not match"),
                Arguments.of(
                        "{clusterName: demo, destination: {claimName: " + "a".repeat(254) + "}}",
                        "claimName: is too long"),
                Arguments.of("{clusterName: demo, destination: {claimName: a, bucket: b}}", "bucket: is unknown"),
                Arguments.of(directory("../other"), "directory: does not match"),
                Arguments.of(directory("/top"), "directory: does not match"),
                Arguments.of(directory("a//b"), "directory: does not match"),
                Arguments.of(directory("a/.hidden"), "directory: does not match"),
                Arguments.of(directory("'a b'"), "directory: does not match"),
                Arguments.of(directory("a".repeat(513)), "directory: is too long"),
                Arguments.of("{clusterName: demo, " + to + ", deletionPolicy: Keep}", "deletionPolicy: is none of"),
                Arguments.of("{clusterName: demo, " + to + ", timeout: 0s}", "timeout: does not match"),
                Arguments.of("{clusterName: demo, " + to + ", timeout: 1h30m}", "timeout: does not match"),
                Arguments.of("{clusterName: demo, " + to + ", retention: {count: 2}}", "retention: is unknown"));
    }

    private static String directory(String directory) {
        return "{clusterName: demo, destination: {claimName: backups, directory: " + directory + "}}";
    }

    @ParameterizedTest
    @MethodSource("backups")
    void aBackupThatMakesNoSenseIsRefused(String spec, String message) throws IOException {
        assertThat(problems(BACKUP, spec, null)).anyMatch(problem -> problem.contains(message));
    }

    /** A template is a backup's spec, so what is refused there is refused here. */
    @ParameterizedTest
    @MethodSource("backups")
    void aScheduleOfSuchBackupsIsRefused(String template, String message) throws IOException {
        assertThat(problems(SCHEDULE, "{schedule: '0 2 * * *', template: " + template + "}", null))
                .anyMatch(problem -> problem.startsWith(".spec.template") && problem.contains(message));
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of("template: " + SMALL, "schedule: is required"),
                Arguments.of("schedule: '0 2 * * *'", "template: is required"),
                Arguments.of("schedule: '', template: " + SMALL, "schedule: does not match"),
                Arguments.of("schedule: '@daily', template: " + SMALL, "schedule: does not match"),
                Arguments.of("schedule: '0 2 * *', template: " + SMALL, "schedule: does not match"),
                Arguments.of("schedule: '0 0 2 * * *', template: " + SMALL, "schedule: does not match"),
                Arguments.of("schedule: ' 0 2 * * *', template: " + SMALL, "schedule: does not match"),
                Arguments.of(
                        "schedule: '" + "1,".repeat(60) + "1 2 * * *', template: " + SMALL, "schedule: is too long"),
                Arguments.of(right("timeZone: ''"), "timeZone: is too short"),
                Arguments.of(right("timeZone: " + "a".repeat(65)), "timeZone: is too long"),
                Arguments.of(right("startingDeadline: soon"), "startingDeadline: does not match"),
                Arguments.of(right("failedHistory: -1"), "failedHistory: is less than 0"),
                Arguments.of(right("failedHistory: 101"), "failedHistory: is more than 100"),
                Arguments.of(right("interval: 1h"), "interval: is unknown"),
                Arguments.of(kept("{}"), "needs a count, an age, or both"),
                Arguments.of(kept("{count: 0}"), "count: is less than 1"),
                Arguments.of(kept("{count: 1001}"), "count: is more than 1000"),
                Arguments.of(kept("{age: forever}"), "age: does not match"),
                Arguments.of(kept("{age: 0d}"), "age: does not match"),
                Arguments.of(kept("{size: 1Gi}"), "size: is unknown"),
                Arguments.of(right("retention: {count: 3}"), "must say what becomes of the files"));
    }

    private static String right(String more) {
        return "schedule: '0 2 * * *', template: " + SMALL + ", " + more;
    }

    private static String kept(String retention) {
        return "schedule: '0 2 * * *', template: " + FULL + ", retention: " + retention;
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void aScheduleThatMakesNoSenseIsRefused(String spec, String message) throws IOException {
        assertThat(problems(SCHEDULE, "{" + spec + "}", null)).anyMatch(problem -> problem.contains(message));
    }

    @Test
    void aResourceWithoutASpecIsRefused() throws IOException {
        JsonNode nothing = YAML.readTree("{metadata: {name: one}}");
        assertThat(Admission.problems(BACKUP, nothing, null)).contains(".spec: is required");
        assertThat(Admission.problems(SCHEDULE, nothing, null)).contains(".spec: is required");
    }

    /** Names of jobs are made from those of backups, and names of backups from those of schedules: both have to fit. */
    @ParameterizedTest
    @CsvSource({"52, 39", "53, 40"})
    void namesThatAreTooLongAreRefused(int backup, int schedule) throws IOException {
        boolean fits = backup <= 52;
        List<String> ofBackup = Admission.problems(BACKUP, resource("a".repeat(backup), SMALL), null);
        List<String> ofSchedule = Admission.problems(
                SCHEDULE, resource("a".repeat(schedule), "{schedule: '0 2 * * *', template: " + SMALL + "}"), null);
        assertThat(ofBackup.stream().noneMatch(problem -> problem.contains("at most 52")))
                .isEqualTo(fits);
        assertThat(ofSchedule.stream().noneMatch(problem -> problem.contains("at most 39")))
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"my.backup", "Backup", "-one", "one-"})
    void namesThatMakeNoJobsAreRefused(String name) throws IOException {
        String schedule = "{schedule: '0 2 * * *', template: " + SMALL + "}";
        assertThat(Admission.problems(BACKUP, resource(name, SMALL), null))
                .anyMatch(problem -> problem.contains("only lower-case letters"));
        assertThat(Admission.problems(SCHEDULE, resource(name, schedule), null))
                .anyMatch(problem -> problem.contains("only lower-case letters"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "clusterName: other, destination: {claimName: backups}",
                "clusterName: demo, destination: {claimName: others}",
                "clusterName: demo, destination: {claimName: backups, directory: a}"
            })
    void whatABackupIsOfAndWhereItIsCannotBeChanged(String changed) throws IOException {
        assertThat(problems(BACKUP, "{" + changed + "}", SMALL))
                .anyMatch(problem -> problem.contains("a backup is made once"));
    }

    @Test
    void theRestOfABackupAndAllOfAScheduleCanBeChanged() throws IOException {
        String changed = """
                {clusterName: demo, destination: {claimName: backups}, timeout: 2h, deletionPolicy: Delete,
                 resources: {limits: {memory: 1Gi}}}""";
        assertThat(problems(BACKUP, changed, SMALL)).isEmpty();
        assertThat(problems(
                        SCHEDULE,
                        "{schedule: '0 3 * * *', template: {clusterName: other, destination: {claimName: a}}}",
                        "{schedule: '0 2 * * *', template: " + SMALL + "}"))
                .isEmpty();
    }
}
