/** What operators see: cluster status and administrative requests. */
@NullMarked
package dev.paxoskv.node.api.admin;

import org.jspecify.annotations.NullMarked;
