/** Work on the data directory of a node that does not run: founding a new cluster on a snapshot, or on a survivor's data. */
@NullMarked
package dev.paxoskv.node.recovery;

import org.jspecify.annotations.NullMarked;
