/** What all commands share: streams, exit codes, failures with a message for people, tables. */
@NullMarked
package dev.paxoskv.node.cli.console;

import org.jspecify.annotations.NullMarked;
