package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Power loss, over the journal and the MVStore file together: nothing acknowledged is lost, nothing falls back in
 * silence, everything that is there can be read, and the directory can be written to again. More images: {@code
 * -Dpaxoskv.storage.images=10000 -Dpaxoskv.storage.seed=1000}.
 */
class PowerLossTest {
    private static final int IMAGES = Integer.getInteger("paxoskv.storage.images", 600);
    private static final long SEED = Long.getLong("paxoskv.storage.seed", 1);
    private static final int IMAGES_TO_FIND_A_FAULT = 400;

    @Test
    void nothingAcknowledgedIsLost() {
        PowerLossCampaign campaign = new PowerLossCampaign(SafeFileStore::new, file -> false).run(SEED, IMAGES);

        assertThat(campaign.complaints()).isEmpty();
        assertThat(campaign.tornCheckpoints())
                .as("images in which the newest checkpoint was torn")
                .isPositive();
        assertThat(campaign.unacknowledgedButThere())
                .as("images that held the batch in flight")
                .isPositive();
        assertThat(campaign.truncated()).as("images with a truncated log").isGreaterThan(campaign.images() / 4);
        assertThat(campaign.installed())
                .as("images that held a state whose installation was not acknowledged yet")
                .isPositive()
                .isLessThan(campaign.imagesOfInstalls());
    }

    @Test
    void aDirectoryThatIsBeingFormattedCanBeOpened() {
        Random random = new Random(SEED);
        List<SimulatedDisk> images = new ArrayList<>();
        SimulatedDisk disk = new SimulatedDisk();
        disk.setHook((operation, file) -> {
            for (int i = 0; i < 5; i++) {
                images.add(disk.afterPowerLoss(random));
            }
        });
        MemberId member;
        int imagesOfFormatting;
        try (NodeStorage storage = open(disk)) {
            member = storage.member();
            imagesOfFormatting = images.size();
            storage.form(Workload.GENESIS);
            disk.setHook((operation, file) -> {});
            images.add(disk.afterPowerLoss(random));
        }
        for (int i = 0; i < images.size(); i++) {
            try (NodeStorage storage = open(images.get(i))) {
                if (i >= imagesOfFormatting) {
                    assertThat(storage.member()).isEqualTo(member);
                }
                storage.form(Workload.GENESIS);
                storage.append(Workload.batch(1));
                assertThat(Oracle.complaints(storage, 1, 0)).as("image %d", i).isEmpty();
            }
        }
        try (NodeStorage formed = open(images.getLast())) {
            assertThat(formed.genesis()).contains(Workload.GENESIS);
        }
    }

    private static NodeStorage open(SimulatedDisk disk) {
        AutoCloseable noLock = () -> {};
        StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
        return DataDirectory.open(disk, noLock, options, SafeFileStore::new);
    }

    @Test
    void aJournalThatIsNotSyncedIsFoundOut() {
        PowerLossCampaign campaign = new PowerLossCampaign(SafeFileStore::new, file -> file.startsWith("journal"))
                .run(SEED, IMAGES_TO_FIND_A_FAULT);

        assertThat(campaign.complaints()).isNotEmpty();
    }

    @Test
    void aStoreFileThatIsNotSyncedIsFoundOut() {
        PowerLossCampaign campaign = new PowerLossCampaign(SafeFileStore::new, file -> file.equals(StoreFile.NAME))
                .run(SEED, IMAGES_TO_FIND_A_FAULT);

        assertThat(campaign.complaints()).isNotEmpty();
    }

    @Test
    void renamesThatAreNotSyncedAreFoundOut() {
        PowerLossCampaign campaign =
                new PowerLossCampaign(SafeFileStore::new, String::isEmpty).run(SEED, IMAGES_TO_FIND_A_FAULT);

        assertThat(campaign.complaints()).isNotEmpty();
    }

    /** Why there is a {@link SafeFileStore}. */
    @Test
    void mvStoresOwnFileStoreIsFoundOut() {
        PowerLossCampaign campaign =
                new PowerLossCampaign(DiskFileStore::new, file -> false).run(SEED, IMAGES_TO_FIND_A_FAULT);

        assertThat(campaign.complaints()).isNotEmpty();
    }
}
