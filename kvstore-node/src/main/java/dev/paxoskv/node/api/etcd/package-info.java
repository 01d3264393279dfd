/** What clients see over gRPC: the services of etcd v3. */
@NullMarked
package dev.paxoskv.node.api.etcd;

import org.jspecify.annotations.NullMarked;
