/** Commands on snapshot files, and on the data directories of nodes that do not run. */
@NullMarked
package dev.paxoskv.node.cli.offline;

import org.jspecify.annotations.NullMarked;
