package dev.paxoskv.node.architecture.broken.unlisted;

/** Breaks the table: lies in a package without a row, which is not null-marked either. */
final class Stray {}
