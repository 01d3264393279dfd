/** Proofs of the default storage engine: what it acknowledged is there, whatever happens to the process or the disk. */
@NullMarked
package dev.paxoskv.node.storage.mvstore;

import org.jspecify.annotations.NullMarked;
