/** Runs the command line in this process, against servers in this process. */
@NullMarked
package dev.paxoskv.node.cli;

import org.jspecify.annotations.NullMarked;
