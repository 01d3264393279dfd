package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.client.ClusterClient.Change;
import dev.paxoskv.node.cli.client.ClusterInfo.MemberInfo;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paxoskv member update}: a member gets another name or other addresses, and keeps its data. */
@Command(
        name = "update",
        description = "Gives a member another name or other addresses.",
        footer = {
            "",
            "The member keeps its id and its data. Start its node with the new name and addresses afterwards; the others",
            "look for it there from now on."
        })
@SuppressWarnings("unused") // picocli sets the fields
public final class MemberUpdateCommand extends MemberChangeCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "The member's new name.")
    private @Nullable String name;

    @Option(names = "--peer", paramLabel = "HOST:PORT", description = "Where the other members reach it.")
    private @Nullable String peer;

    @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where clients reach its REST interface.")
    private @Nullable String http;

    @Option(names = "--grpc", paramLabel = "HOST:PORT", description = "Where clients reach its gRPC interface.")
    private @Nullable String grpc;

    MemberUpdateCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (name == null && peer == null && http == null && grpc == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "say what is to change: at least one of --name, --peer, --http and --grpc");
        }
    }

    @Override
    void change(ClusterClient cluster, ClusterInfo before, String member, ChangeReport report) {
        MemberInfo present = before.named(member);
        MemberInfo wanted = new MemberInfo(
                present.id(),
                name == null ? present.name() : name,
                present.role(),
                peer == null ? present.peerAddress() : peer,
                http == null ? present.httpAddress() : http,
                grpc == null ? present.grpcAddress() : grpc);
        String epoch = wanted.equals(present) ? before.epoch() : update(cluster, before, wanted);
        report.member(wanted.id(), wanted.name(), wanted.role(), epoch);
    }

    private String update(ClusterClient cluster, ClusterInfo before, MemberInfo wanted) {
        ObjectNode body = Json.object()
                .put("name", wanted.name())
                .put("peer", wanted.peerAddress())
                .put("http", wanted.httpAddress())
                .put("grpc", wanted.grpcAddress());
        Change change = new Change(
                "PATCH",
                epoch -> RestPaths.MEMBERS + "/" + wanted.id() + RestPaths.expectedEpoch(epoch),
                _ -> Json.bytes(body),
                now -> now.member(wanted.id()).filter(wanted::equals).isPresent());
        return make(cluster, change, before, expectedEpoch());
    }
}
