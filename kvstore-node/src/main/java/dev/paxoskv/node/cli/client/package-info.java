/** The commands that speak to a cluster over REST v1: put, get, del, keys, status. */
@NullMarked
package dev.paxoskv.node.cli.client;

import org.jspecify.annotations.NullMarked;
