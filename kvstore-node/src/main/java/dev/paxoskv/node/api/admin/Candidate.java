package dev.paxoskv.node.api.admin;

import dev.paxoskv.node.api.admin.AdminException.Kind;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeAdmin.NodeIdentity;
import java.util.regex.Pattern;

/**
 * What an administrator says of a member that is to be added or changed; the empty text, or {@link MemberId#NONE}, where
 * nothing is said.
 *
 * @param member its id
 * @param name its name
 * @param peerAddress host:port for peers
 * @param httpAddress host:port of REST
 * @param grpcAddress host:port for gRPC clients
 */
public record Candidate(MemberId member, String name, String peerAddress, String httpAddress, String grpcAddress) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]{1,253}):[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;

    /**
     * Checks the form of what is said.
     *
     * @throws AdminException if a name or an address is none
     */
    public Candidate {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new AdminException(
                    Kind.INVALID,
                    "'" + name
                            + "' is no name for a member: at most 63 letters, digits, '.', '_' and '-', a letter or a"
                            + " digit first");
        }
        check("peer", peerAddress);
        check("http", httpAddress);
        check("grpc", grpcAddress);
    }

    private static void check(String what, String address) {
        if (!address.isEmpty() && !isAddress(address)) {
            throw new AdminException(
                    Kind.INVALID, "'" + address + "' is no address for " + what + ": give host:port, like node-4:3000");
        }
    }

    private static boolean isAddress(String address) {
        if (!ADDRESS.matcher(address).matches()) {
            return false;
        }
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return port >= 1 && port <= MAX_PORT;
    }

    boolean isComplete() {
        return !member.equals(MemberId.NONE)
                && !name.isEmpty()
                && !peerAddress.isEmpty()
                && !httpAddress.isEmpty()
                && !grpcAddress.isEmpty();
    }

    /** What is said, completed by what the node said itself. */
    Candidate orElse(NodeIdentity found) {
        return new Candidate(
                member.equals(MemberId.NONE) ? found.member() : member,
                or(name, found.name()),
                peerAddress,
                or(httpAddress, found.httpAddress()),
                or(grpcAddress, found.grpcAddress()));
    }

    /** The member as it is to be: what is said in the place of what was. */
    Member changed(Member present) {
        return new Member(
                present.id(),
                or(name, present.name()),
                present.role(),
                or(peerAddress, present.peerAddress()),
                or(httpAddress, present.httpAddress()),
                or(grpcAddress, present.grpcAddress()));
    }

    Member asLearner() {
        return new Member(member, name, Member.Role.LEARNER, peerAddress, httpAddress, grpcAddress);
    }

    private static String or(String said, String otherwise) {
        return said.isEmpty() ? otherwise : said;
    }
}
