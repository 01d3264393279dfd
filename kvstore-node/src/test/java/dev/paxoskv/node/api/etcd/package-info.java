/** Tests of the gRPC interface, with etcd's own clients and beside etcd itself. */
@NullMarked
package dev.paxoskv.node.api.etcd;

import org.jspecify.annotations.NullMarked;
