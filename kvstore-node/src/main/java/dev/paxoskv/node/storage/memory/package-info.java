/** The storage engine that keeps everything in memory and promises nothing after a restart. */
@NullMarked
package dev.paxoskv.node.storage.memory;

import org.jspecify.annotations.NullMarked;
