package dev.paxoskv.node.cli.bench;

/** One request of a client. */
enum Operation {
    PUT,
    GET,
    SERIALIZABLE_GET
}
