package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.statemachine.CapturedState;
import java.util.SortedMap;

/**
 * The applied state at one moment, pinned.
 *
 * @param state the state; whoever has this closes it
 * @param configurations the configuration commands up to its slot that still matter behind it, by slot, without the genesis
 */
record Capture(CapturedState state, SortedMap<Long, Configuration> configurations) {}
