/** The vocabulary of the protocol: ballots, members, commands, log entries and durable log records, all immutable. */
@NullMarked
package dev.paxoskv.node.paxos.model;

import org.jspecify.annotations.NullMarked;
