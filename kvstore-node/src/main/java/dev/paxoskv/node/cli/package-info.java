/** The command line: one main class with subcommands, each a client of its own. */
@NullMarked
package dev.paxoskv.node.cli;

import org.jspecify.annotations.NullMarked;
