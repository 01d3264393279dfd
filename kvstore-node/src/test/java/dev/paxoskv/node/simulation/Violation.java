package dev.paxoskv.node.simulation;

import java.util.function.Supplier;

/** An oracle saw something that must never be. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String oracle;

    /**
     * Names the oracle and what it saw.
     *
     * @param oracle the oracle's short name, the same for every violation of the same kind
     * @param seen what it saw
     */
    public Violation(String oracle, String seen) {
        super(oracle + ": " + seen);
        this.oracle = oracle;
    }

    /**
     * The node itself found an invariant broken, or fell over.
     *
     * @param oracle the oracle's short name
     * @param seen where it happened
     * @param cause what the node threw
     */
    public Violation(String oracle, String seen, Throwable cause) {
        super(oracle + ": " + seen, cause);
        this.oracle = oracle;
    }

    /** The oracle's short name. */
    public String oracle() {
        return oracle;
    }

    static void require(boolean holds, String oracle, Supplier<String> seen) {
        if (!holds) {
            throw new Violation(oracle, seen.get());
        }
    }
}
