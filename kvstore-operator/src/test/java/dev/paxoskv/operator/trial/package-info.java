/** The scripts with which people try the operator out, with stubs for what they call. */
@NullMarked
package dev.paxoskv.operator.trial;

import org.jspecify.annotations.NullMarked;
