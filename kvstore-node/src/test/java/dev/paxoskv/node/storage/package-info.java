/** What holds for every storage engine. */
@NullMarked
package dev.paxoskv.node.storage;

import org.jspecify.annotations.NullMarked;
