/** Pure rules for clients' writes around the core: sessions, forwarding, retry, settlement and requests for read indexes. */
@NullMarked
package dev.paxoskv.node.paxos.session;

import org.jspecify.annotations.NullMarked;
