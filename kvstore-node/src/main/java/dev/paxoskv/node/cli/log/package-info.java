/** Looking into a data directory that no node has open. */
@NullMarked
package dev.paxoskv.node.cli.log;

import org.jspecify.annotations.NullMarked;
