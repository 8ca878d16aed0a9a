package io.caravan.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.job.JobFixture;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.StoredHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyObjectTest {

    private static final String PREFIX = "x.vmdk/1769768430.123457/10/4/";

    private static final StoredHead GONE = new StoredHead(false, Optional.empty(), "", Optional.empty(), false);

    private final VerifyObject verifyObject = new VerifyObject(new KnownLimits());
    private SegmentTally tally;

    @BeforeEach
    void landThreeSegments() throws Exception {
        tally = UploadFixture.landed(
                UploadFixture.run(JobFixture.job("a", "x.vmdk"), Path.of("none"), Map.of()), "e0", "e1", "e2");
    }

    private Listing listing(String... entries) throws IOException {
        Listing listing = verifyObject.listing(tally);
        StringBuilder page = new StringBuilder();
        for (String entry : entries) {
            String[] parts = entry.split(" ");
            page.append(page.isEmpty() ? "[" : ",")
                    .append("{\"name\": \"%s%s\", \"bytes\": %s, \"hash\": \"%s\"}"
                            .formatted(PREFIX, parts[0], parts[1], parts[2]));
        }
        listing.add(page.append("]").toString());
        return listing;
    }

    private static StoredHead head(Long length, String etag) {
        return new StoredHead(true, Optional.ofNullable(length), etag, Optional.empty(), false);
    }

    @Test
    void asksTheHeadersWhereTheyTell() {
        assertThat(verifyObject.isToldByHead(tally, head(10L, "e"))).isTrue();
        assertThat(verifyObject.isToldByHead(tally, head(null, "e"))).isFalse();
        assertThat(verifyObject.isToldByHead(tally, head(10L, ""))).isFalse();
        assertThat(verifyObject.isToldByHead(tally, GONE)).isTrue();
    }

    @Test
    void believesLengthAndEtag() {
        assertThatCode(() -> verifyObject.byHead(tally, head(10L, tally.objectEtag())))
                .doesNotThrowAnyException();
    }

    @Test
    void believesTheEtagWhereNoLengthIsTold() {
        assertThatCode(() -> verifyObject.byHead(tally, head(null, tally.objectEtag())))
                .doesNotThrowAnyException();
    }

    @Test
    void doubtsAnotherLength() {
        for (long length : new long[] {8, 0}) {
            assertThatThrownBy(() -> verifyObject.byHead(tally, head(length, tally.objectEtag())))
                    .isInstanceOf(NotYetWholeException.class)
                    .hasMessageContainingAll("images/x.vmdk", "10 were sent");
        }
    }

    @Test
    void tellsAnObjectThatIsGoneFromOneThatIsNotWholeYet() {
        assertThatThrownBy(() -> verifyObject.byHead(tally, GONE))
                .isInstanceOf(ObjectGoneException.class)
                .hasMessageContaining("images/x.vmdk");
    }

    @Test
    void doubtsAnotherEtag() {
        for (String etag : new String[] {"e0", ""}) {
            assertThatThrownBy(() -> verifyObject.byHead(tally, head(10L, etag)))
                    .isInstanceOf(NotYetWholeException.class)
                    .hasMessageContaining(tally.objectEtag());
        }
    }

    @Test
    void doubtsTheManifestOfAnotherObject() {
        String own = tally.run().job().segmentsPlace();
        for (String place : new String[] {own, "images_segments/other/", null}) {
            StoredHead head = new StoredHead(true, Optional.empty(), "", Optional.ofNullable(place), false);
            if (own.equals(place)) {
                assertThatCode(() -> verifyObject.byManifest(tally, head)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> verifyObject.byManifest(tally, head))
                        .isInstanceOf(NotYetWholeException.class)
                        .hasMessageContaining(own);
            }
        }
    }

    @Test
    void believesAListingOfAllSegments() throws IOException {
        Listing listing = listing("00000000 4 e0", "00000001 4 e1", "00000002 2 e2");
        assertThat(listing.path()).isEqualTo("/images_segments");
        assertThatCode(() -> verifyObject.byListing(tally, listing)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000 4 e0, 00000001 4 e1, 00000003 2 e2, 00000002",
        "00000000 4 e0, 00000001 5 e1, 00000002 2 e2, 00000001",
        "00000000 4 e9, 00000001 4 e1, 00000002 2 e2, 00000000",
    })
    void doubtsAListingThatLacksASegment(String first, String second, String third, String missing) throws IOException {
        Listing listing = listing(first, second, third);
        assertThatThrownBy(() -> verifyObject.byListing(tally, listing))
                .isInstanceOf(NotYetWholeException.class)
                .hasMessageContaining("has no " + PREFIX + missing);
    }

    @Test
    void doubtsAListingThatHoldsMore() throws IOException {
        Listing listing = listing("00000000 4 e0", "00000001 4 e1", "00000002 2 e2", "alien 1 e");
        assertThatThrownBy(() -> verifyObject.byListing(tally, listing))
                .isInstanceOf(NotYetWholeException.class)
                .hasMessageContainingAll("4 objects", "3 were sent", PREFIX + "alien");
    }
}
