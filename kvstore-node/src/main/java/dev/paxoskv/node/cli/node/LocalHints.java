package dev.paxoskv.node.cli.node;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What to try next, in lines that can be pasted. */
final class LocalHints {
    private LocalHints() {}

    static String text(List<LocalNode> nodes, Path data, boolean detached) {
        String http = nodes.stream()
                .map(node -> "http://" + LocalNode.httpAddress(node.index()))
                .collect(Collectors.joining(","));
        String grpc =
                nodes.stream().map(node -> LocalNode.grpcAddress(node.index())).collect(Collectors.joining(","));
        int last = nodes.getLast().index();
        return """
                %d %s up; data and logs in %s

                Try (from the top of the repository):
                  curl -X PUT --data-binary 'hello' http://%s/api/v1/kv/greeting
                  curl http://%s/api/v1/kv/greeting
                  curl "http://%s/kvstore_next"
                  curl -d 'hi' "http://%s/kvstore/greeting?token=$(curl -s http://%s/kvstore_next)"
                  deploy/local/paxoskv --help
                  deploy/local/paxoskv status --endpoints %s
                  ETCDCTL_API=3 etcdctl --endpoints %s put color blue
                  ETCDCTL_API=3 etcdctl --endpoints %s get color

                API browser: http://%s/q/swagger-ui   Metrics: http://%s/q/metrics
                %s""".formatted(
                        nodes.size(),
                        nodes.size() == 1 ? "node is" : "nodes are",
                        data,
                        LocalNode.httpAddress(0),
                        LocalNode.httpAddress(last),
                        LocalNode.httpAddress(0),
                        LocalNode.httpAddress(0),
                        LocalNode.httpAddress(0),
                        http,
                        grpc,
                        grpc,
                        LocalNode.httpAddress(0),
                        LocalNode.httpAddress(0),
                        detached ? "Stop with: deploy/local/down" : "Stop with Ctrl-C.");
    }
}
