/** Tests of the load generator. */
@NullMarked
package dev.paxoskv.node.cli.bench;

import org.jspecify.annotations.NullMarked;
