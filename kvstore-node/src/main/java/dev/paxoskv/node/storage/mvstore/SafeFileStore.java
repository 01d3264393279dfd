package dev.paxoskv.node.storage.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.SFChunk;
import org.jspecify.annotations.Nullable;

/**
 * MVStore's file, made safe against power loss. Three things differ from MVStore's own:
 *
 * <ul>
 *   <li>a chunk carries a checksum over its whole content ({@link ChunkSeal});
 *   <li>the store header is written once, when the file is made, and holds nothing that changes: it can neither be torn
 *       nor point to a chunk that is not there;
 *   <li>an open reads the whole file, and takes the newest version whose chunks are all whole. Chunks of newer ones are
 *       wiped, lest they be taken for the newest again later.
 * </ul>
 *
 * <p>Depends on the chunk format and the protected methods of H2's MVStore 2.4.240; the power-loss test holds that.
 */
final class SafeFileStore extends DiskFileStore {
    private static final int BLOCK_BYTES = 4096;
    private static final int HEADER_BLOCKS = 2;
    private static final int MAX_CHUNK_HEADER_BYTES = 1024;
    private static final int PIECE_BYTES = 1 << 20;
    private static final byte[] CHUNK_START = "chunk:".getBytes(StandardCharsets.ISO_8859_1);
    private static final Comparator<SFChunk> NEWEST_FIRST = Comparator.<SFChunk>comparingLong(chunk -> chunk.version)
            .reversed()
            .thenComparingLong(chunk -> chunk.block);

    private boolean fresh;
    private @Nullable String fallback;

    SafeFileStore(Disk disk, String name, Disk.Access access, Map<String, Object> config) throws IOException {
        super(disk, name, access, config);
        this.fresh = size() == 0;
    }

    @Override
    @Nullable String fallback() {
        return fallback;
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer from) {
        if (chunk != null) {
            ChunkSeal.put(from);
            super.writeFully(chunk, position, from);
        } else if (fresh && position == 0) {
            fresh = false;
            super.writeFully(null, position, from);
        } else if (position != 0) {
            throw new IllegalStateException("chunks are never moved");
        }
    }

    @Override
    protected void readStoreHeader(boolean recoveryMode) {
        storeHeader.putAll(readHeader());
        processCommonHeaderAttributes();
        List<SFChunk> torn = new ArrayList<>();
        Map<Long, SFChunk> whole = findWholeChunks(torn);
        if (!findLastChunkWithCompleteValidChunkSet(NEWEST_FIRST, whole, true)) {
            throw DataUtils.newMVStoreException(
                    DataUtils.ERROR_FILE_CORRUPT,
                    "no version in it is whole; {0} chunks are, and these are not: {1}",
                    whole.size(),
                    torn);
        }
        long taken = lastChunk.version;
        List<SFChunk> newer = newerThan(taken, whole.values());
        wipe(newer);
        noteFallback(taken, newerThan(taken, torn), newer);
        freeSpace.clear();
        for (SFChunk chunk : getChunks().values()) {
            if (chunk.block != 0) {
                markUsed(chunk.block * BLOCK_BYTES, chunk.len * BLOCK_BYTES);
            }
            if (chunk.maxLenLive == 0) {
                registerDeadChunk(chunk);
            }
        }
    }

    /** The header, from the first of its two copies that is good. */
    private Map<String, String> readHeader() {
        for (int copy = 0; copy < HEADER_BLOCKS; copy++) {
            byte[] block = read((long) copy * BLOCK_BYTES, BLOCK_BYTES).array();
            String text = new String(block, StandardCharsets.ISO_8859_1);
            int checksumAt = text.indexOf(",fletcher:");
            if (checksumAt > 0) {
                String checksum = text.substring(checksumAt + 10).trim();
                if (checksum.equals(Integer.toHexString(DataUtils.getFletcher32(block, 0, checksumAt)))) {
                    return DataUtils.parseMap(text.substring(0, checksumAt));
                }
            }
        }
        throw DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, "neither copy of its header is good");
    }

    /** Reads the whole file, block by block where there is no whole chunk. */
    private Map<Long, SFChunk> findWholeChunks(List<SFChunk> torn) {
        Map<Long, SFChunk> whole = new HashMap<>();
        long blocks = size() / BLOCK_BYTES;
        long block = HEADER_BLOCKS;
        while (block < blocks) {
            SFChunk chunk = readChunk(block);
            if (chunk == null) {
                block++;
            } else if (block + chunk.len <= blocks && isWhole(chunk)) {
                whole.put(block, chunk);
                block += chunk.len;
            } else {
                torn.add(chunk);
                block++;
            }
        }
        return whole;
    }

    /** The chunk whose header stands in this block, or null if none does. */
    private @Nullable SFChunk readChunk(long block) {
        int length = (int) Math.min(MAX_CHUNK_HEADER_BYTES, size() - block * BLOCK_BYTES);
        byte[] start = read(block * BLOCK_BYTES, length).array();
        for (int i = 0; i < CHUNK_START.length; i++) {
            if (start[i] != CHUNK_START[i]) {
                return null;
            }
        }
        int end = 0;
        while (end < start.length && start[end] != '\n') {
            end++;
        }
        try {
            SFChunk chunk = createChunk(new String(start, 0, end, StandardCharsets.ISO_8859_1).trim());
            chunk.block = block;
            return chunk.len > 0 ? chunk : null;
        } catch (RuntimeException notAHeader) {
            return null;
        }
    }

    private boolean isWhole(SFChunk chunk) {
        long at = chunk.block * BLOCK_BYTES;
        long sealed = at + (long) chunk.len * BLOCK_BYTES - ChunkSeal.TAIL_BYTES;
        CRC32C crc = new CRC32C();
        while (at < sealed) {
            int length = (int) Math.min(PIECE_BYTES, sealed - at);
            crc.update(read(at, length));
            at += length;
        }
        return ChunkSeal.read(read(sealed, ChunkSeal.TAIL_BYTES)) == crc.getValue();
    }

    /** Chunks that are older and not whole are what is left of dead ones, partly overwritten. */
    private static List<SFChunk> newerThan(long version, Collection<SFChunk> chunks) {
        return chunks.stream().filter(chunk -> chunk.version > version).toList();
    }

    /** Of versions that could not be taken, because a chunk that they need is damaged. */
    private void wipe(List<SFChunk> newer) {
        if (newer.isEmpty() || isReadOnly()) {
            return;
        }
        for (SFChunk chunk : newer) {
            super.writeFully(null, chunk.block * BLOCK_BYTES, ByteBuffer.allocate(BLOCK_BYTES));
        }
        sync();
    }

    private void noteFallback(long taken, List<SFChunk> torn, List<SFChunk> incomplete) {
        if (!torn.isEmpty() || !incomplete.isEmpty()) {
            fallback = "took version " + taken + "; not whole: " + places(torn)
                    + "; whole, but in need of something that" + " is not: " + places(incomplete);
        }
    }

    private static List<String> places(List<SFChunk> chunks) {
        return chunks.stream()
                .map(chunk -> "version " + chunk.version + " at byte " + chunk.block * BLOCK_BYTES)
                .toList();
    }
}
