package dev.paxoskv.node.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {
    private static final int ALPHA = 10;
    private final Configuration first = configuration(1, 1);
    private final Configurations configurations = new Configurations(new Genesis(new ClusterId(7), ALPHA, first));

    @Test
    void aConfigurationGovernsFromAlphaSlotsFurtherOn() {
        Configuration second = configuration(2, 1, 2);
        assertThat(configurations.chosen(5, second)).isTrue();
        assertThat(configurations.governing(5 + ALPHA - 1)).isEqualTo(first);
        assertThat(configurations.governing(5 + ALPHA)).isEqualTo(second);
        assertThat(configurations.inForce(6)).containsExactly(first, second);
        assertThat(configurations.inForce(5 + ALPHA)).containsExactly(second);
        assertThat(configurations.audience(6)).containsExactly(new MemberId(1), new MemberId(2));
    }

    @Test
    void ofTwoWithTheSameEpochTheFirstInTheLogCounts() {
        Configuration second = configuration(2, 1, 2);
        assertThat(configurations.chosen(5, second)).isTrue();
        assertThat(configurations.chosen(8, configuration(2, 1, 3))).isFalse();
        assertThat(configurations.latest()).isEqualTo(second);
        assertThat(configurations.latestSlot()).isEqualTo(5);
        assertThat(configurations.governing(100)).isEqualTo(second);
    }

    @Test
    void aSnapshotsConfigurationsReplaceThoseKnown() {
        configurations.chosen(5, configuration(2, 1, 2));
        Configuration third = configuration(3, 2);
        TreeMap<Long, Configuration> snapshot = new TreeMap<>();
        snapshot.put(40L, third);
        configurations.replace(snapshot);
        assertThat(configurations.known()).containsOnlyKeys(0L, 40L);
        assertThat(configurations.latest()).isEqualTo(third);
    }

    @Test
    void aSnapshotCarriesWhatGovernsBehindItAndWhatComesLater() {
        TreeMap<Long, Configuration> log = new TreeMap<>();
        log.put(5L, configuration(2, 1, 2));
        log.put(8L, configuration(2, 1, 3)); // void: never carried, and never taken for the one that governs
        log.put(40L, configuration(3, 2));
        log.put(60L, configuration(4, 2, 3));
        Configurations all = Configurations.of(new Genesis(new ClusterId(7), ALPHA, first), log);
        assertThat(all.neededBehind(4)).isEmpty();
        assertThat(all.neededBehind(9)).containsOnlyKeys(5L);
        assertThat(all.neededBehind(20)).containsOnlyKeys(5L);
        assertThat(all.neededBehind(40 + ALPHA - 2)).containsOnlyKeys(5L, 40L);
        assertThat(all.neededBehind(40 + ALPHA - 1)).containsOnlyKeys(40L);
        assertThat(all.neededBehind(60)).containsOnlyKeys(40L, 60L);
        Configurations installed = new Configurations(new Genesis(new ClusterId(7), ALPHA, first));
        installed.replace(all.neededBehind(20));
        for (long slot = 21; slot < 60; slot++) {
            Configuration governing = slot - ALPHA < 40 ? log.get(5L) : log.get(40L);
            assertThat(all.governing(slot)).isEqualTo(governing);
            assertThat(slot - ALPHA < 40 ? installed.governing(slot) : governing)
                    .isEqualTo(governing);
        }
    }

    private static Configuration configuration(long epoch, long... voters) {
        List<Member> members = Arrays.stream(voters)
                .mapToObj(id -> new Member(new MemberId(id), "n" + id, Member.Role.VOTER, "p" + id, "h" + id, "g" + id))
                .toList();
        return new Configuration(epoch, members);
    }
}
