package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run without a fault passes, and each wrong that the fault check looks for is found. */
class VerdictTest {
    private final Ledger ledger = new Ledger();
    private final KeyHistory a = ledger.open("a");
    private final KeyHistory b = ledger.open("b");
    private final Node first = new Node();
    private final Node second = new Node();

    /** A node as the list of all versions that it holds. */
    private static final class Node implements Verdict.Contents {
        private final List<Stored> versions = new ArrayList<>();

        @Override
        public List<Stored> at(long revision) {
            return List.of("a", "b", "stray").stream()
                    .flatMap(key -> at(key, revision).stream())
                    .toList();
        }

        @Override
        public Optional<Stored> at(String key, long revision) {
            return versions.stream()
                    .filter(each -> each.key().equals(key) && each.modRevision() <= revision)
                    .reduce((_, later) -> later);
        }
    }

    /** Revision 2 is a=1, revision 3 is b=1, revision 4 is a=3; a=2 was refused. */
    @BeforeEach
    void threeWrites() {
        a.acknowledged(a.next(), 2);
        a.refused(a.next());
        a.acknowledged(a.next(), 4);
        b.acknowledged(b.next(), 3);
        for (Node node : List.of(first, second)) {
            node.versions.add(new Stored("a", 1, 2, 1));
            node.versions.add(new Stored("b", 1, 3, 1));
            node.versions.add(new Stored("a", 3, 4, 2));
        }
    }

    private List<String> violations(long revision) {
        new Verdict(ledger, List.of(first, second), revision).judge();
        return ledger.violations();
    }

    @Test
    void aRunWithoutFault() {
        assertThat(violations(4)).isEmpty();
    }

    @Test
    void anUnknownWriteMayBeThereOrNot() {
        b.next();
        b.unknown();
        assertThat(violations(4)).isEmpty();

        first.versions.add(new Stored("b", 2, 5, 2));
        second.versions.add(new Stored("b", 2, 5, 2));
        assertThat(violations(5)).isEmpty();
    }

    @Test
    void aLostWrite() {
        first.versions.removeLast();
        second.versions.removeLast();

        assertThat(violations(3)).anyMatch(text -> text.startsWith("a is 1 at the end"));
    }

    @Test
    void aWriteLostBehindALaterOne() {
        first.versions.removeFirst();
        second.versions.removeFirst();

        assertThat(violations(4)).anyMatch(text -> text.startsWith("a was acknowledged as Acknowledged[number=1"));
    }

    @Test
    void nodesThatDiffer() {
        second.versions.set(1, new Stored("b", 2, 3, 1));

        assertThat(violations(4)).anyMatch(text -> text.startsWith("nodes 0 and 1 differ at revision 4"));
    }

    @Test
    void aTokenGrantedTwice() {
        b.acknowledged(b.next(), 4);

        assertThat(violations(4)).contains("revision 4 was granted to a=3 and to b=2");
    }

    @Test
    void aWriteDoneTwice() {
        first.versions.add(new Stored("b", 1, 5, 2));
        second.versions.add(new Stored("b", 1, 5, 2));

        assertThat(violations(5))
                .anyMatch(text -> text.startsWith("the store counts 4 writes"))
                .anyMatch(text -> text.startsWith("b was written 2 times"));
    }

    @Test
    void aRefusedWriteThatWasDone() {
        a.seen(2);

        assertThat(violations(4)).contains("a=2 was refused, and yet somebody read it");
    }

    @Test
    void aKeyOfNobody() {
        first.versions.add(new Stored("stray", 1, 4, 1));
        second.versions.add(new Stored("stray", 1, 4, 1));

        assertThat(violations(4)).contains("there is a key that nobody wrote: stray");
    }
}
