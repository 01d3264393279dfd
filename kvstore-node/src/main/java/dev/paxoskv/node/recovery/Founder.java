package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.Member.Role;
import dev.paxoskv.node.paxos.model.MemberId;

/**
 * How the only member of a new cluster is called and reached.
 *
 * @param name its label
 * @param peerAddress host:port where other members will reach it
 * @param httpAddress host:port of its REST interface
 * @param grpcAddress host:port of its client gRPC interface
 */
public record Founder(String name, String peerAddress, String httpAddress, String grpcAddress) {

    /** As a member of the present cluster is called and reached. */
    static Founder like(Member member) {
        return new Founder(member.name(), member.peerAddress(), member.httpAddress(), member.grpcAddress());
    }

    Member as(MemberId id) {
        return new Member(id, name, Role.VOTER, peerAddress, httpAddress, grpcAddress);
    }
}
