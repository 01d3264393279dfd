/** What a node is started with: flags, a cluster file and settings, checked and put together. */
@NullMarked
package dev.paxoskv.node.config;

import org.jspecify.annotations.NullMarked;
