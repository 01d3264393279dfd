/** Runs the tests of clients in other languages. */
@NullMarked
package dev.paxoskv.node.clients;

import org.jspecify.annotations.NullMarked;
