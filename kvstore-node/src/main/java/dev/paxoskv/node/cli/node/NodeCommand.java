package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.config.ConfigException;
import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.config.NodeSettings;
import dev.paxoskv.node.runtime.NodeApplication;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code paxoskv node}: one node in this process, until it is told to stop. The flags become settings, so that everything
 * can be set by flags, environment variables or files alike.
 */
@Command(
        name = "node",
        description = "Runs one node.",
        footer = {
            "",
            "Either  node --cluster FILE --index N",
            "or      node --id 1 --addr :5001 --peers 2=localhost:5002,3=localhost:5003",
            "or nothing, for a single node on HTTP 4000, client gRPC 5000 and peers 3000;",
            "or      node --join --name n4 --seeds a:3000,b:3000 --peer-addr d:3000 to be added to a cluster.",
            "Ports that are not named follow: peers P, HTTP P+1000, client gRPC P+2000."
        })
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class NodeCommand implements Callable<Integer> {
    private static final int MOST_REASONS = 5;

    @Option(names = "--cluster", paramLabel = "FILE", description = "A JSON file that lists the cluster.")
    private @Nullable String clusterFile;

    @Option(names = "--index", paramLabel = "N", description = "This node's place in that file, from 0.")
    private @Nullable Integer index;

    @Option(names = "--id", paramLabel = "N", description = "This node's number, from 1.")
    private @Nullable Integer id;

    @Option(
            names = "--addr",
            paramLabel = "ADDR",
            description = "This node's client gRPC address, as host:port or :port.")
    private @Nullable String addr;

    @Option(
            names = "--peers",
            paramLabel = "LIST",
            description = "The other nodes: N=host:port of their client gRPC, ...")
    private @Nullable String peers;

    @Option(names = "--name", paramLabel = "NAME", description = "This node's name; n and its number if there is none.")
    private @Nullable String name;

    @Option(names = "--join", description = "Never form a cluster: wait to be added to one.")
    private boolean join;

    @Option(
            names = "--seeds",
            paramLabel = "LIST",
            description = "Peer addresses of members to ask: host:port, ... Default: the other nodes given.")
    private @Nullable String seeds;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory.")
    private @Nullable String data;

    @Option(names = "--engine", paramLabel = "NAME", description = "The storage engine: mvstore (default) or memory.")
    private @Nullable String engine;

    @Option(names = "--peer-addr", paramLabel = "ADDR", description = "The address for peers.")
    private @Nullable String peerAddr;

    @Option(names = "--http-addr", paramLabel = "ADDR", description = "The address for HTTP.")
    private @Nullable String httpAddr;

    @Option(names = "--grpc-addr", paramLabel = "ADDR", description = "The address for gRPC clients.")
    private @Nullable String grpcAddr;

    @Option(
            names = "--listen",
            paramLabel = "HOST",
            description = "The address of this host to listen on. Default: the loopback interface for"
                    + " loopback addresses, all interfaces for others.")
    private @Nullable String listen;

    @Override
    public Integer call() {
        NodeCommand.class.getClassLoader().setPackageAssertionStatus("dev.paxoskv", true);
        set("cluster-file", clusterFile);
        set("index", index);
        set("id", id);
        set("addr", addr);
        set("peers", peers);
        set("name", name);
        set("cluster.mode", join ? "join" : null);
        set("cluster.seeds", seeds);
        set("data", data);
        set("engine", engine);
        set("peer-addr", peerAddr);
        set("http-addr", httpAddr);
        set("grpc-addr", grpcAddr);
        set("listen", listen);
        NodeConfig config = config();
        // in development mode the servers keep their ports from one reload to the next
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            PortCheck.check(config);
        }
        moveServers(config);
        return runNode();
    }

    private static int runNode() {
        AtomicInteger exitCode = new AtomicInteger(ExitCode.OK);
        AtomicReference<@Nullable Throwable> notStarted = new AtomicReference<>();
        NodeApplication.run((code, failure) -> {
            exitCode.set(code);
            notStarted.set(failure);
        });
        Throwable failure = notStarted.get();
        if (failure != null) {
            throw new CommandFailure(ExitCode.ERROR, "the node could not start: " + reasons(failure));
        }
        return exitCode.get();
    }

    /** Quarkus' own exception says only that it did not start; why is among its causes. */
    private static String reasons(Throwable failure) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null && reasons.size() < MOST_REASONS; cause = cause.getCause()) {
            reasons.add(Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
        }
        return String.join(": ", reasons);
    }

    private static void set(String name, @Nullable Object value) {
        if (value != null) {
            System.setProperty("paxoskv." + name, value.toString());
        }
    }

    /** The configuration as the node will see it, to find what is wrong with it before anything is started. */
    private static NodeConfig config() {
        SmallRyeConfig settings = ConfigUtils.configBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withMapping(NodeSettings.class)
                .build();
        try {
            return NodeConfig.of(settings.getConfigMapping(NodeSettings.class));
        } catch (ConfigException wrong) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
        }
    }

    private static void moveServers(NodeConfig config) {
        // keys may hold what no URI may; the routes themselves refuse what is broken, and say why
        System.setProperty("vertx.disableURIValidation", "true");
        System.setProperty("quarkus.http.host", config.httpBind().host());
        System.setProperty(
                "quarkus.http.port", Integer.toString(config.httpBind().port()));
        System.setProperty("quarkus.grpc.server.host", config.peerBind().host());
        System.setProperty(
                "quarkus.grpc.server.port", Integer.toString(config.peerBind().port()));
    }
}
