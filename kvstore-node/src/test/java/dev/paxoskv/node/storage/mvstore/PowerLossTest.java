package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

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
