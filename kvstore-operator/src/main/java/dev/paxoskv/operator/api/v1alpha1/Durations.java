package dev.paxoskv.operator.api.v1alpha1;

import java.time.Duration;

/** Durations as the resources have them: an amount and one of the units s, m, h, d. */
public final class Durations {

    /** What the schema lets through: up to 99,999 of a unit. */
    static final String PATTERN = "^[1-9][0-9]{0,4}[smhd]$";

    private Durations() {}

    /**
     * A duration from its text.
     *
     * @param text in the form of the schema
     * @throws IllegalArgumentException if it is not
     */
    public static Duration parse(String text) {
        if (!text.matches(PATTERN)) {
            throw new IllegalArgumentException("not a duration such as 30s, 10m, 12h or 7d: " + text);
        }
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
