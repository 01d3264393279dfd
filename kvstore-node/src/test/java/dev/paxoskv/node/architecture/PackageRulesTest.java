package dev.paxoskv.node.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the package rules over the node's own classes, and shows that each rule can fail: the tree under {@code broken} is
 * laid out like the node's, and everything in it breaks a rule on purpose.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageRulesTest {

    private static final String ROOT = "dev.paxoskv.node";
    private static final String BROKEN = ROOT + ".architecture.broken";

    private final JavaClasses node = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);

    private final PackageRules rules = new PackageRules(ROOT);
    private final PackageRules rulesOfBroken = new PackageRules(BROKEN);

    @Test
    void packagesUseWhatTheTablePermits() {
        rules.packagesUseWhatTheTablePermits().check(node);
    }

    @Test
    void packagesAreFreeOfCycles() {
        rules.packagesAreFreeOfCycles().check(node);
    }

    @Test
    void theCoreAndTheStateMachineArePure() {
        rules.theCoreAndTheStateMachineArePure().check(node);
    }

    @Test
    void packagesAreNullMarked() {
        rules.packagesAreNullMarked().check(node);
    }

    @Test
    void theNodeIsWhatWasLookedAt() {
        assertThat(node).anyMatch(type -> type.getPackageName().equals(ROOT + ".paxos.model"));
        assertThat(node).noneMatch(type -> type.getPackageName().startsWith(ROOT + ".architecture"));
    }

    @ParameterizedTest
    @MethodSource("impureClasses")
    void eachImpurityIsReported(JavaClass impure) {
        assertThat(failures(rulesOfBroken.theCoreAndTheStateMachineArePure()))
                .as("failures that name %s", impure.getName())
                .anyMatch(failure -> failure.contains("<" + impure.getName() + "."));
    }

    Stream<JavaClass> impureClasses() {
        return broken.stream()
                .filter(type -> type.getEnclosingClass()
                        .map(JavaClass::getSimpleName)
                        .filter("Impurities"::equals)
                        .isPresent());
    }

    @Test
    void pureCodeIsNotReported() {
        assertThat(failures(rulesOfBroken.theCoreAndTheStateMachineArePure()))
                .noneMatch(failure -> failure.contains("PureCode"));
    }

    @Test
    void forbiddenUsesAreReported() {
        assertThat(failures(rulesOfBroken.packagesUseWhatTheTablePermits()))
                .anyMatch(uses("storage.StorageThatDrives", "replica.Driver"))
                .anyMatch(uses("api.rest.RouteThatStores", "storage.StorageThatDrives"))
                .anyMatch(failure ->
                        failure.contains("StateThatKnowsTheWire") && failure.contains("com.google.protobuf.ByteString"))
                .anyMatch(failure -> failure.contains("unlisted.Stray") && failure.contains("does not name"))
                .noneMatch(uses("replica.Driver", "storage.StorageThatDrives"));
    }

    private static Predicate<String> uses(String user, String used) {
        return failure ->
                failure.matches("(?s)\\S+ <" + BROKEN + "\\." + user + "\\b.*" + BROKEN + "\\." + used + "\\b.*");
    }

    @Test
    void aCycleIsReported() {
        assertThat(failures(rulesOfBroken.packagesAreFreeOfCycles()))
                .anyMatch(failure -> failure.contains("storage") && failure.contains("replica"));
    }

    @Test
    void aPackageWithoutNullMarkIsReported() {
        assertThat(failures(rulesOfBroken.packagesAreNullMarked()))
                .anyMatch(failure -> failure.contains("unlisted.Stray"))
                .noneMatch(failure -> failure.contains("PureCode"));
    }

    private List<String> failures(ArchRule rule) {
        return rule.evaluate(broken).getFailureReport().getDetails();
    }
}
