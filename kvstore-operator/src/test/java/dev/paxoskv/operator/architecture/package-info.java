/** Rules on the structure of the operator. */
@NullMarked
package dev.paxoskv.operator.architecture;

import org.jspecify.annotations.NullMarked;
