package dev.paxoskv.node.cluster;

/** How a request ended, as far as its client can tell. */
sealed interface Answer<T> {

    /** Done. */
    record Done<T>(T value) implements Answer<T> {}

    /** Not done, and never will be: somebody else spent the token. */
    record Conflict<T>() implements Answer<T> {}

    /** Not done, and never will be. */
    record Refused<T>(String why) implements Answer<T> {}

    /** Done or not, or done yet. */
    record Unknown<T>(String why) implements Answer<T> {}

    /** What no node may answer, whatever happens to the others. */
    record Wrong<T>(String what) implements Answer<T> {}
}
