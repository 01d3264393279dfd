package dev.paxoskv.operator.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which, and that what decides neither looks nor acts nor knows the time. */
class ArchitectureTest {

    private static final String ROOT = "dev.paxoskv.operator";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Each package, and which others it may use; {@code .} is the root, of which all may use the names, settings and refusals. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "api.v1alpha1", Set.of(),
            "plan", Set.of(),
            "admin", Set.of("."),
            "job", Set.of("."),
            "observe", Set.of(".", "api.v1alpha1", "admin", "plan", "job"),
            "dependent", Set.of(".", "api.v1alpha1", "plan", "job"),
            "act", Set.of(".", "api.v1alpha1", "admin", "plan", "observe", "dependent", "job"),
            "status", Set.of(".", "api.v1alpha1", "admin", "plan", "observe", "act", "dependent"),
            "metrics", Set.of("plan", "act"),
            "backup", Set.of(".", "api.v1alpha1", "dependent", "job", "status", "metrics"));

    /** What everything in the root may use is everything; what others may use of it is this. */
    private static final Set<String> SHARED = Set.of(ROOT + ".Names", ROOT + ".OperatorSettings", ROOT + ".Refusal");

    static Stream<String> packages() {
        return MAY_USE.keySet().stream().sorted();
    }

    @Test
    void everyPackageHasItsRule() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyWhatItMay(String name) {
        Set<String> allowed = MAY_USE.getOrDefault(name, Set.of());
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(ours(allowed, name))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> ours(Set<String> allowed, String self) {
        return DescribedPredicate.describe("are ours, and not of " + allowed, target -> {
            String of = target.getPackageName();
            if (!of.startsWith(ROOT) || of.equals(ROOT + "." + self)) {
                return false;
            }
            return of.equals(ROOT)
                    ? !(allowed.contains(".") && SHARED.contains(target.getName()))
                    : !allowed.contains(of.substring(ROOT.length() + 1));
        });
    }

    @Test
    void whatDecidesIsPure() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".plan")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe("are plain values and collections", target -> {
                    String name = target.getPackageName();
                    return name.equals(ROOT + ".plan")
                            || name.equals("java.lang")
                            || name.equals("java.lang.runtime")
                            || name.equals("java.lang.invoke")
                            || name.equals("java.util")
                            || name.equals("java.util.function")
                            || name.equals("java.util.stream")
                            || name.startsWith("org.jspecify");
                }))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".plan")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .check(CLASSES);
    }

    @Test
    void nobodyUsesWhoeverUsesIt() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** The rules themselves are not empty: a class that breaks them is found. */
    @Test
    void theRulesFindWhatBreaksThem() {
        DescribedPredicate<JavaClass> forbidden = ours(Set.of(), "plan");
        assertThat(Arrays.asList(CLASSES.get(ROOT + ".Names"), CLASSES.get(ROOT + ".act.Actor")))
                .allMatch(forbidden);
        assertThat(forbidden.test(CLASSES.get(ROOT + ".plan.Planner"))).isFalse();
    }
}
