package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.observe.SpecReading.Refusal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which version may follow which: any patch of the same minor version, or the next minor one. */
final class VersionSkew {

    private static final Pattern VERSION = Pattern.compile("^([0-9]{1,6})\\.([0-9]{1,6})\\.");

    private record Minor(int major, int minor) {}

    private VersionSkew() {}

    static @Nullable Refusal refusal(String running, String wanted) {
        Optional<Minor> from = minor(running);
        Optional<Minor> to = minor(wanted);
        if (from.isEmpty() || to.isEmpty()) {
            return null;
        }
        if (from.get().major() != to.get().major()) {
            return new Refusal(
                    "VersionSkew",
                    "the members run " + running + "; another major version needs a new cluster and a restored backup");
        }
        int step = to.get().minor() - from.get().minor();
        if (step < 0) {
            return new Refusal(
                    "VersionSkew",
                    "the members run " + running + ", whose data an older minor version cannot read; set version to "
                            + from.get().major() + "." + from.get().minor() + ".x");
        }
        return step <= 1
                ? null
                : new Refusal(
                        "VersionSkew",
                        "the members run " + running + "; go to " + from.get().major() + "."
                                + (from.get().minor() + 1) + ".x first");
    }

    private static Optional<Minor> minor(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.find()
                ? Optional.of(new Minor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
