/** What an administrator can do to a cluster, for every interface alike: checks, and what takes more than one step. */
@NullMarked
package dev.paxoskv.node.api.admin;

import org.jspecify.annotations.NullMarked;
