package dev.paxoskv.node.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;

/** What of the JDK pure code may use. Packages are allowed by name, so that whatever is new is forbidden at first. */
final class Purity {

    private static final Set<String> PACKAGES = Set.of(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.nio",
            "java.nio.charset",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.util.zip",
            "org.jspecify.annotations");

    /** Classes of those packages that let in time, chance, threads, the machine, or an order that differs per run. */
    private static final Set<String> FORBIDDEN_CLASSES = Set.of(
            "java.lang.InheritableThreadLocal",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.Thread$Builder",
            "java.lang.ThreadGroup",
            "java.lang.ThreadLocal",
            "java.nio.MappedByteBuffer",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.IdentityHashMap",
            "java.util.Random",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.SplittableRandom",
            "java.util.TimeZone",
            "java.util.Timer",
            "java.util.TimerTask",
            "java.util.WeakHashMap");

    /**
     * Methods that do the same. The unmodifiable sets and maps of {@code of} and {@code copyOf} are iterated in an order
     * that each JVM salts anew.
     */
    private static final Map<String, Set<String>> FORBIDDEN_METHODS = Map.of(
            "java.lang.Math", Set.of("random"),
            "java.lang.StrictMath", Set.of("random"),
            "java.util.Collections", Set.of("shuffle"),
            "java.util.Map", Set.of("of", "ofEntries", "copyOf"),
            "java.util.Set", Set.of("of", "copyOf"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.stream.Collectors", Set.of("toUnmodifiableMap", "toUnmodifiableSet"));

    private Purity() {}

    static boolean permits(JavaClass target) {
        return PACKAGES.contains(target.getPackageName()) && !FORBIDDEN_CLASSES.contains(target.getName());
    }

    static boolean permits(AccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        // all else in System is time, the environment, the console or an identity hash
        if (owner.equals("java.lang.System")) {
            return name.equals("arraycopy");
        }
        // List.parallelStream() and IntStream.parallel() are known by the subtype they are called on
        if (owner.startsWith("java.util.") && (name.equals("parallelStream") || name.equals("parallel"))) {
            return false;
        }
        return !FORBIDDEN_METHODS.getOrDefault(owner, Set.of()).contains(name);
    }
}
