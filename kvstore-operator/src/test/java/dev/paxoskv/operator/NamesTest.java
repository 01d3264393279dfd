package dev.paxoskv.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamesTest {

    /** The longest that the resource's definition lets through. */
    private static final String LONGEST = "c".repeat(40);

    /** Of a Service, and of what becomes the value of a label, as the names of pods and jobs do. */
    private static final int LIMIT = 63;

    @Test
    void theLongestNameOfAClusterIsShortEnoughForAllThatIsNamedAfterIt() {
        assertThat(Stream.of(
                        Names.pod(LONGEST, 9),
                        Names.claim(LONGEST, 9),
                        Names.peers(LONGEST),
                        Names.formed(LONGEST),
                        Names.recovery(LONGEST, "0123456789abcdef"),
                        // The StatefulSet's controller labels its pods with the name and a hash of ten characters.
                        LONGEST + "-0123456789"))
                .allMatch(name -> name.length() <= LIMIT);
    }

    @Test
    void ordinalsAreNumbersAndOfThisClusterOnly() {
        assertThat(Names.ordinalOfPod("demo", "demo-10")).isEqualTo(10);
        assertThat(Names.ordinalOfPod("demo", "demo-2-10")).isEqualTo(-1);
        assertThat(Names.ordinalOfPod("demo", "demo-010")).isEqualTo(-1);
        assertThat(Names.ordinalOfPod("demo", "demo")).isEqualTo(-1);
        assertThat(Names.ordinalOfClaim("demo", "data-demo-3")).isEqualTo(3);
        assertThat(Names.ordinalOfClaim("demo", "demo-3")).isEqualTo(-1);
    }
}
