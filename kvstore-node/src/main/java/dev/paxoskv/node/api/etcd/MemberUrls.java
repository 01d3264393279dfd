package dev.paxoskv.node.api.etcd;

import io.grpc.Status;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** Addresses as etcd's clients write them: URLs. Here a member has one address for its peers. */
final class MemberUrls {

    private MemberUrls() {}

    static String of(String address) {
        return "http://" + address;
    }

    /**
     * The one address that a request names.
     *
     * @throws io.grpc.StatusRuntimeException if it names none or several, or what is no URL of host and port
     */
    static String address(List<String> urls) {
        if (urls.size() == 1) {
            try {
                URI url = new URI(urls.getFirst());
                boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty();
                if (web && bare && url.getHost() != null && url.getPort() > 0) {
                    return url.getHost() + ":" + url.getPort();
                }
            } catch (URISyntaxException _) {
                // refused below, like any other
            }
        }
        throw Status.INVALID_ARGUMENT
                .withDescription("etcdserver: given member URLs are invalid")
                .asRuntimeException();
    }
}
