package dev.paxoskv.node.snapshot;

/** The parts of a snapshot, in their order. A frame belongs to one of them. */
enum Section {
    HEADER(1),
    LIVE(2),
    HISTORY(3),
    SESSIONS(4),
    TRAILER(5),
    /** Behind the last frame. */
    END(6);

    private final byte code;

    Section(int code) {
        this.code = (byte) code;
    }

    /** What stands for it in a frame. */
    byte code() {
        return code;
    }

    /**
     * The section of a code.
     *
     * @throws SnapshotException if there is none
     */
    static Section of(byte code) {
        for (Section section : values()) {
            if (section.code == code) {
                return section;
            }
        }
        throw new SnapshotException("a part of kind " + code
                + " is unknown to this build: the snapshot is damaged, or was" + " written by a newer version");
    }

    /** The section behind this one, for all but the last. */
    Section next() {
        return of((byte) (code + 1));
    }
}
