package dev.paxoskv.node.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against the JDK's, and old trees against what they were. */
class PersistentTreeTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itIsAnOrderedMap(long seed) {
        Random random = new Random(seed);
        TreeMap<Integer, Integer> model = new TreeMap<>();
        PersistentTree<Integer, Integer> tree = PersistentTree.empty(Comparator.naturalOrder());
        List<PersistentTree<Integer, Integer>> oldTrees = new ArrayList<>();
        List<TreeMap<Integer, Integer>> oldModels = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            int key = i < 1000 ? i : random.nextInt(1500);
            if (i > 1000 && random.nextInt(3) > 0) {
                model.remove(key);
                tree = tree.without(key);
            } else {
                model.put(key, i);
                tree = tree.with(key, i);
            }
            if (i % 400 == 0) {
                oldTrees.add(tree);
                oldModels.add(new TreeMap<>(model));
            }
            if (i % 50 == 0) {
                requireEqual(tree, model, random.nextInt(1600));
            }
        }
        for (int i = 0; i < oldTrees.size(); i++) {
            requireEqual(oldTrees.get(i), oldModels.get(i), random.nextInt(1600));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void itStaysBalancedWhenKeysComeInOrder(int direction) {
        PersistentTree<Integer, Integer> tree = PersistentTree.empty(Comparator.naturalOrder());
        for (int i = 0; i < 2000; i++) {
            tree = tree.with(i * direction, i);
        }
        assertThat(tree.isBalanced()).isTrue();
        for (int i = 0; i < 1500; i++) {
            tree = tree.without(i * direction);
        }
        assertThat(tree.isBalanced()).isTrue();
        assertThat(tree.size()).isEqualTo(500);
    }

    private static void requireEqual(
            PersistentTree<Integer, Integer> tree, NavigableMap<Integer, Integer> model, int probe) {
        assertThat(tree.isBalanced()).isTrue();
        assertThat(tree.size()).isEqualTo(model.size());
        assertThat(tree.get(probe)).isEqualTo(model.get(probe));
        assertThat(tree.countBefore(probe)).isEqualTo(model.headMap(probe).size());
        List<Integer> walked = new ArrayList<>();
        PersistentTree.Walk<Integer, Integer> walk = tree.from(probe);
        for (PersistentTree.Node<Integer, Integer> node = walk.next(); node != null; node = walk.next()) {
            walked.add(node.key());
            assertThat(node.value()).isEqualTo(model.get(node.key()));
        }
        assertThat(walked).containsExactlyElementsOf(model.tailMap(probe).keySet());
    }
}
