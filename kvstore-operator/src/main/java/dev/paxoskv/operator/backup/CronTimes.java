package dev.paxoskv.operator.backup;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times of a schedule: a cron expression of five fields in a time zone. Immutable. */
public final class CronTimes {

    private final ExecutionTime times;
    private final ZoneId zone;

    private CronTimes(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /** A schedule that cannot be read; the message says why. */
    public static final class BadSchedule extends Exception {
        private static final long serialVersionUID = 1;

        BadSchedule(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads a schedule.
     *
     * @param zone by its IANA name; UTC if null
     */
    public static CronTimes parse(String cron, @Nullable String zone) throws BadSchedule {
        ZoneId in;
        try {
            in = ZoneId.of(zone == null ? "UTC" : zone);
        } catch (DateTimeException e) {
            throw new BadSchedule("timeZone " + zone + " is none: use an IANA name such as Europe/Berlin", e);
        }
        try {
            CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            return new CronTimes(ExecutionTime.forCron(parser.parse(cron)), in);
        } catch (IllegalArgumentException e) {
            throw new BadSchedule("schedule \"" + cron + "\" cannot be read: " + e.getMessage(), e);
        }
    }

    /** The first time after another; empty if there is none any more. */
    public Optional<Instant> after(Instant time) {
        return times.nextExecution(at(time)).map(ZonedDateTime::toInstant);
    }

    /** The latest time that is not after another; empty if there was none. */
    public Optional<Instant> latest(Instant time) {
        return times.lastExecution(at(time).plusSeconds(1)).map(ZonedDateTime::toInstant);
    }

    private ZonedDateTime at(Instant time) {
        return time.atZone(zone);
    }
}
