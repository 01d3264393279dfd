package dev.paxoskv.node.cli.bench;

import org.jspecify.annotations.Nullable;

/** Told once when a request has ended: null for success, else the kind of error, short and without what varies. */
@FunctionalInterface
interface Completion {
    void done(@Nullable String error);
}
