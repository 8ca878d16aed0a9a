package io.caravan.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.swift.Prefix;
import io.caravan.swift.StaticManifest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest refers to is deleted by nobody: where it isn't certain, it refers to more rather than to less. */
class ReferencesTest {

    private static final String PREFIX = "disk.vmdk/1700000000.0/10/4/";

    private final References references = new References();
    private final SegmentGroup group =
            new SegmentGroup("images_segments", PREFIX, List.of("disk.vmdk"), 3, 10, Instant.EPOCH);

    @Test
    void withoutManifestsNothingIsReferredTo() {
        assertThat(references.to(group)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "images_segments, disk.vmdk/1700000000.0/10/4/", // its own
        "images_segments, disk.vmdk/1700000000.0/10/4", // that without the slash
        "images_segments, disk.vmdk/", // of all of the object's uploads
        "images_segments, disk.vmdk/1700000000.0/10/4/00000001", // of one segment, or of ten
        "images_segments, ''", // of the whole container
        "'', ''" // of whatever: it could not be understood
    })
    void aDynamicManifestRefersToAllThatBeginsWithItsPrefix(String container, String prefix) {
        references.addDynamic(new Prefix(container, prefix), "images/disk.vmdk");

        assertThat(references.to(group)).contains("images/disk.vmdk");
    }

    @ParameterizedTest
    @CsvSource({
        "other_segments, disk.vmdk/1700000000.0/10/4/",
        "images_segments, disk.vmdk/1700000000.0/10/5/",
        "images_segments, other.vmdk/",
        "images, disk.vmdk/1700000000.0/10/4/"
    })
    void aDynamicManifestRefersToNothingElse(String container, String prefix) {
        references.addDynamic(new Prefix(container, prefix), "images/disk.vmdk");

        assertThat(references.to(group)).isEmpty();
    }

    @Test
    void aStaticManifestRefersToTheGroupOfEachOfItsSegments() throws Exception {
        references.addStatic(manifest("/images_segments/" + PREFIX + "00000007"), "images/disk.vmdk");

        assertThat(references.to(group)).contains("images/disk.vmdk");
    }

    @Test
    void aStaticManifestRefersToNothingElse() throws Exception {
        references.addStatic(manifest("/images_segments/disk.vmdk/1700000000.0/10/5/00000000"), "images/disk.vmdk");
        references.addStatic(manifest("/other_segments/" + PREFIX + "00000000"), "images/disk.vmdk");

        assertThat(references.to(group)).isEmpty();
    }

    private static StaticManifest manifest(String segment) throws Exception {
        return StaticManifest.read(
                "images/disk.vmdk",
                "[{\"name\": \"%s\", \"bytes\": 4, \"hash\": \"5d41402abc4b2a76b9719d911017c592\"}]"
                        .formatted(segment));
    }
}
