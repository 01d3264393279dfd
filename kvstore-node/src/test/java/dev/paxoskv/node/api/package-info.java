/** What the tests of the client interfaces share. */
@NullMarked
package dev.paxoskv.node.api;

import org.jspecify.annotations.NullMarked;
