/** The client of the nodes' administrative interface. */
@NullMarked
package dev.paxoskv.operator.admin;

import org.jspecify.annotations.NullMarked;
