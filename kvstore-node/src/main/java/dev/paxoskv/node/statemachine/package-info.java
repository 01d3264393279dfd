/**
 * The replicated state machine: keys and values under one global revision (etcd's multi-version rules), transactions,
 * compaction, write tokens and the session table that makes commands take effect exactly once. Pure: no clock, no
 * randomness, no threads, no input or output; the same commands give the same state and the same replies everywhere.
 */
@NullMarked
package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.NullMarked;
