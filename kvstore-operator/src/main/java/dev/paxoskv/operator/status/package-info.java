/** What users are told of a cluster: its status, its conditions, and events. */
@NullMarked
package dev.paxoskv.operator.status;

import org.jspecify.annotations.NullMarked;
