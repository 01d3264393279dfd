package dev.paxoskv.node.storage.memory;

import java.util.ArrayList;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map whose nodes never change: a change makes a new tree that shares all but O(log n) nodes with the old one.
 * Weight-balanced, after Adams ("Efficient sets: a balancing act", 1993), with the parameters that Hirai and Yamamoto
 * proved ("Balancing weight-balanced trees", 2011); the weights are the sizes of the subtrees, so positions come free.
 *
 * @param <K> the keys
 * @param <V> the values
 */
final class PersistentTree<K, V> {

    /** How much heavier one side may be than the other. */
    private static final int DELTA = 3;

    /** How heavy the inner grandchild may be for a single rotation. */
    private static final int RATIO = 2;

    private final Comparator<? super K> order;
    private final @Nullable Node<K, V> root;

    private PersistentTree(Comparator<? super K> order, @Nullable Node<K, V> root) {
        this.order = order;
        this.root = root;
    }

    record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right,
            int size) {

        static <K, V> Node<K, V> of(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            return new Node<>(key, value, left, right, sizeOf(left) + sizeOf(right) + 1);
        }
    }

    static <K, V> PersistentTree<K, V> empty(Comparator<? super K> order) {
        return new PersistentTree<>(order, null);
    }

    int size() {
        return sizeOf(root);
    }

    @Nullable V get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int side = order.compare(key, node.key());
            if (side == 0) {
                return node.value();
            }
            node = side < 0 ? node.left() : node.right();
        }
        return null;
    }

    /** How many keys are before the given one. */
    int countBefore(K key) {
        int before = 0;
        Node<K, V> node = root;
        while (node != null) {
            if (order.compare(key, node.key()) <= 0) {
                node = node.left();
            } else {
                before += sizeOf(node.left()) + 1;
                node = node.right();
            }
        }
        return before;
    }

    PersistentTree<K, V> with(K key, V value) {
        return new PersistentTree<>(order, put(root, key, value));
    }

    PersistentTree<K, V> without(K key) {
        return get(key) == null ? this : new PersistentTree<>(order, remove(root, key));
    }

    /** Walks from the first key that is not before {@code from}. */
    Walk<K, V> from(K from) {
        Walk<K, V> walk = new Walk<>();
        Node<K, V> node = root;
        while (node != null) {
            if (order.compare(from, node.key()) <= 0) {
                walk.push(node);
                node = node.left();
            } else {
                node = node.right();
            }
        }
        return walk;
    }

    private static int sizeOf(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size();
    }

    private static int weightOf(@Nullable Node<?, ?> node) {
        return sizeOf(node) + 1;
    }

    private Node<K, V> put(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return Node.of(key, value, null, null);
        }
        int side = order.compare(key, node.key());
        if (side == 0) {
            return new Node<>(key, value, node.left(), node.right(), node.size());
        }
        return side < 0
                ? balance(node, put(node.left(), key, value), node.right())
                : balance(node, node.left(), put(node.right(), key, value));
    }

    private @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int side = order.compare(key, node.key());
        if (side == 0) {
            return join(node.left(), node.right());
        }
        return side < 0
                ? balance(node, remove(node.left(), key), node.right())
                : balance(node, node.left(), remove(node.right(), key));
    }

    /** One tree of two, all of whose keys lie on their own side. */
    private static <K, V> @Nullable Node<K, V> join(@Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        Node<K, V> middle = first(right);
        return balance(middle, left, withoutFirst(right));
    }

    private static <K, V> Node<K, V> first(Node<K, V> node) {
        Node<K, V> first = node;
        for (Node<K, V> left = first.left(); left != null; left = first.left()) {
            first = left;
        }
        return first;
    }

    private static <K, V> @Nullable Node<K, V> withoutFirst(Node<K, V> node) {
        Node<K, V> left = node.left();
        return left == null ? node.right() : balance(node, withoutFirst(left), node.right());
    }

    /** A node with the key and value of {@code middle} over two subtrees, one of which may have changed by one key. */
    private static <K, V> Node<K, V> balance(Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (right != null && weightOf(right) > DELTA * weightOf(left)) {
            return rotateLeft(middle, left, right);
        }
        if (left != null && weightOf(left) > DELTA * weightOf(right)) {
            return rotateRight(middle, left, right);
        }
        return Node.of(middle.key(), middle.value(), left, right);
    }

    private static <K, V> Node<K, V> rotateLeft(Node<K, V> middle, @Nullable Node<K, V> left, Node<K, V> right) {
        Node<K, V> inner = right.left();
        if (inner == null || weightOf(inner) < RATIO * weightOf(right.right())) {
            return Node.of(
                    right.key(), right.value(), Node.of(middle.key(), middle.value(), left, inner), right.right());
        }
        return Node.of(
                inner.key(),
                inner.value(),
                Node.of(middle.key(), middle.value(), left, inner.left()),
                Node.of(right.key(), right.value(), inner.right(), right.right()));
    }

    private static <K, V> Node<K, V> rotateRight(Node<K, V> middle, Node<K, V> left, @Nullable Node<K, V> right) {
        Node<K, V> inner = left.right();
        if (inner == null || weightOf(inner) < RATIO * weightOf(left.left())) {
            return Node.of(left.key(), left.value(), left.left(), Node.of(middle.key(), middle.value(), inner, right));
        }
        return Node.of(
                inner.key(),
                inner.value(),
                Node.of(left.key(), left.value(), left.left(), inner.left()),
                Node.of(middle.key(), middle.value(), inner.right(), right));
    }

    /** Whether every node keeps the balance and the sizes are right; for tests. */
    boolean isBalanced() {
        return isBalanced(root);
    }

    private static boolean isBalanced(@Nullable Node<?, ?> node) {
        if (node == null) {
            return true;
        }
        int left = weightOf(node.left());
        int right = weightOf(node.right());
        return node.size() == left + right - 1
                && left <= DELTA * right
                && right <= DELTA * left
                && isBalanced(node.left())
                && isBalanced(node.right());
    }

    /** A walk in ascending order. */
    static final class Walk<K, V> {

        /** Twice the depth that 2^31 keys can have. */
        private static final int DEEPEST = 160;

        private final ArrayList<Node<K, V>> path = new ArrayList<>();

        private void push(Node<K, V> node) {
            assert path.size() < DEEPEST : "the tree is out of balance";
            path.add(node);
        }

        /** The next node; null at the end. */
        @Nullable Node<K, V> next() {
            if (path.isEmpty()) {
                return null;
            }
            Node<K, V> next = path.removeLast();
            for (Node<K, V> node = next.right(); node != null; node = node.left()) {
                push(node);
            }
            return next;
        }
    }
}
