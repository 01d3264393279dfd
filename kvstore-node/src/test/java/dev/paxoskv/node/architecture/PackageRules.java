package dev.paxoskv.node.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** The package rules as ArchUnit rules, for any tree of packages laid out by {@link PackageTable}. */
final class PackageRules {

    private final PackageTable table;

    PackageRules(String root) {
        this.table = new PackageTable(root);
    }

    /** Each package has a row in the table, and uses what its row permits. */
    ArchRule packagesUseWhatTheTablePermits() {
        return classes()
                .should(new ArchCondition<>("use what the table of packages permits") {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        checkTable(user, events);
                    }
                })
                .as("packages use what the table of packages permits");
    }

    private void checkTable(JavaClass user, ConditionEvents events) {
        Optional<String> row = table.rowOf(user.getPackageName());
        if (row.isEmpty()) {
            report(events, user, user.getName() + " lies in a package that the table does not name");
            return;
        }
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
            if (!table.permits(row.get(), target)) {
                report(events, user, dependency.getDescription());
            }
        }
    }

    ArchRule packagesAreFreeOfCycles() {
        return slices().matching(table.root() + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    /**
     * The core and the state machine compute the same from the same input on every machine and in every run: no clock, no
     * randomness, no thread, no log, no disk, no network, no library, no collection whose order differs between runs.
     */
    ArchRule theCoreAndTheStateMachineArePure() {
        return classes()
                .that(resideInAnyPackage(table.root() + ".paxos..", table.root() + ".statemachine.."))
                .should(new ArchCondition<>("be pure") {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        checkPurity(user, events);
                    }
                })
                .allowEmptyShould(true)
                .as("the core and the state machine are pure");
    }

    private void checkPurity(JavaClass user, ConditionEvents events) {
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            boolean own = target.getPackageName().startsWith(table.root() + ".");
            if (!own && !target.isPrimitive() && !Purity.permits(target)) {
                report(events, user, dependency.getDescription());
            }
        }
        for (JavaAccess<?> access : user.getAccessesFromSelf()) {
            if (!Purity.permits(access.getTarget())) {
                report(events, user, access.getDescription());
            }
        }
    }

    /** In every package null is the exception, and the compiler checks it. */
    ArchRule packagesAreNullMarked() {
        return classes()
                .should(new ArchCondition<>("lie in a package marked @NullMarked") {
                    @Override
                    public void check(JavaClass user, ConditionEvents events) {
                        if (!user.getPackage().isAnnotatedWith(NullMarked.class)) {
                            report(events, user, user.getName() + " lies in a package that is not @NullMarked");
                        }
                    }
                })
                .as("packages are null-marked");
    }

    private static void report(ConditionEvents events, JavaClass user, String message) {
        events.add(SimpleConditionEvent.violated(user, message));
    }
}
