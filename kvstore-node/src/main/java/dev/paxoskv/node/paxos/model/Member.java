package dev.paxoskv.node.paxos.model;

/**
 * One member of a configuration.
 *
 * @param id the member's identity
 * @param name its label: unique in a configuration, for people
 * @param role whether it votes
 * @param peerAddress host:port where the other members reach it
 * @param httpAddress host:port of its REST interface
 * @param grpcAddress host:port of its client gRPC interface
 */
public record Member(MemberId id, String name, Role role, String peerAddress, String httpAddress, String grpcAddress) {

    /** Whether a member's votes count. */
    public enum Role {
        /** Its promises and accepts count towards a majority. */
        VOTER,
        /** It receives the log, and its votes do not count. */
        LEARNER
    }
}
