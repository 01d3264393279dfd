/**
 * The whole state as a sequence of checked frames: from a captured state, to a file or to another member, and back into an
 * empty store.
 */
@NullMarked
package dev.paxoskv.node.snapshot;

import org.jspecify.annotations.NullMarked;
