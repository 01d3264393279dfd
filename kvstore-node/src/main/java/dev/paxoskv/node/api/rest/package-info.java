/** What clients see over HTTP. */
@NullMarked
package dev.paxoskv.node.api.rest;

import org.jspecify.annotations.NullMarked;
