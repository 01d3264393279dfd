/** The storage engine that keeps everything on the heap: for tests, demonstrations and the simulator. */
@NullMarked
package dev.paxoskv.node.storage.memory;

import org.jspecify.annotations.NullMarked;
