package dev.paxoskv.node.cluster;

import java.util.List;
import java.util.Optional;

/** A node's contents as it shows them itself, without asking the others. */
record NodeContents(Member node) implements Verdict.Contents {
    @Override
    public List<Stored> at(long revision) {
        return node.grpc().allHere(revision);
    }

    @Override
    public Optional<Stored> at(String key, long revision) {
        return node.grpc().getHere(key, revision);
    }
}
