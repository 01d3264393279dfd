package dev.paxoskv.node.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WorkTest {

    @Test
    void keysAreNumberedAndOfOneLength() {
        KeySpace space = new KeySpace(1000, 16, 1);

        assertThat(new String(space.key(0), US_ASCII)).isEqualTo("bench/0000000000");
        assertThat(new String(space.key(123_456_789), US_ASCII)).isEqualTo("bench/0123456789");
    }

    @Test
    void randomKeysStayInTheSpaceAndReachAllOfIt() {
        KeySpace space = new KeySpace(10, 16, 1);
        SplittableRandom random = new SplittableRandom(2);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(new String(space.randomKey(random), US_ASCII));
        }

        assertThat(seen).hasSize(10).contains("bench/0000000000", "bench/0000000009");
    }

    @Test
    void valuesHaveTheirSizeAndDiffer() {
        KeySpace space = new KeySpace(10, 256, 1);
        SplittableRandom random = new SplittableRandom(2);

        assertThat(space.randomValue(random)).hasSize(256).isNotEqualTo(space.randomValue(random));
    }

    @Test
    void theMixIsNineGetsToOnePut() {
        SplittableRandom random = new SplittableRandom(3);
        Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
        for (int i = 0; i < 10_000; i++) {
            counts.merge(Workload.MIX.next(random), 1, Integer::sum);
        }

        assertThat(counts).containsOnlyKeys(Operation.PUT, Operation.GET);
        assertThat(counts.get(Operation.PUT)).isCloseTo(1000, within(100));
    }
}
