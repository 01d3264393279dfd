/** Tests of the HTTP interface: requests byte for byte over a socket, against the real routes and resources. */
@NullMarked
package dev.paxoskv.node.api.rest;

import org.jspecify.annotations.NullMarked;
