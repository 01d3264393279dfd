/** Tests of the client commands. */
@NullMarked
package dev.paxoskv.node.cli.client;

import org.jspecify.annotations.NullMarked;
