/** The default storage engine: H2's MVStore behind a redo journal. */
@NullMarked
package dev.paxoskv.node.storage.mvstore;

import org.jspecify.annotations.NullMarked;
