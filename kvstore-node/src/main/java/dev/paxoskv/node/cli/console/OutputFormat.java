package dev.paxoskv.node.cli.console;

/** How a command prints its result: for people, or as JSON for programs. */
public enum OutputFormat {
    TABLE,
    JSON
}
