package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinalNamesTest {

    private static final String STAMP = "-20260131T123638.123Z";

    @TempDir
    private Path folder;

    private final FinalNames names = new FinalNames(new SettableClock());

    private String choose(String image, String... reserved) {
        return names.choose(folder, image, Set.of(reserved));
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void keepsTheImagesOwnNameWhileItIsFree() throws IOException {
        Files.writeString(folder.resolve("other.vmdk"), "");
        assertThat(choose("a.vmdk")).isEqualTo("a.vmdk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.vmdk", "a.vmdk.receipt.json", "a.vmdk.error.json", "a.vmdk.json"})
    void addsATimeStampWhenAnImageOrAPaperOfThatNameLiesThere(String taken) throws IOException {
        Files.writeString(folder.resolve(taken), "");
        assertThat(choose("a.vmdk")).isEqualTo("a" + STAMP + ".vmdk");
    }

    @Test
    void takesADanglingLinkForTaken() throws IOException {
        Files.createSymbolicLink(folder.resolve("a.vmdk"), folder.resolve("nowhere"));
        assertThat(choose("a.vmdk")).isEqualTo("a" + STAMP + ".vmdk");
    }

    @Test
    void countsWhenEvenTheStampedNameIsTaken() throws IOException {
        Files.writeString(folder.resolve("a.vmdk"), "");
        Files.writeString(folder.resolve("a" + STAMP + ".vmdk.error.json"), "");
        assertThat(choose("a.vmdk")).isEqualTo("a" + STAMP + "-2.vmdk");
        assertThat(choose("a.vmdk", "a" + STAMP + "-2.vmdk")).isEqualTo("a" + STAMP + "-3.vmdk");
    }

    @Test
    void leavesReservedNamesAlone() {
        assertThat(choose("a.vmdk", "a.vmdk")).isEqualTo("a" + STAMP + ".vmdk");
    }

    @Test
    void stampsNamesWithoutAnEnding() {
        assertThat(choose("README", "README")).isEqualTo("README" + STAMP);
        assertThat(choose("a.tar.gz", "a.tar.gz")).isEqualTo("a.tar" + STAMP + ".gz");
    }

    @Test
    void addsTheEndingsOfPapersWhereTheyFit() {
        assertThat(FinalNames.receipt("a.vmdk")).isEqualTo("a.vmdk.receipt.json");
        assertThat(FinalNames.error("a.vmdk")).isEqualTo("a.vmdk.error.json");
        assertThat(FinalNames.sidecar("a.vmdk", ".json")).isEqualTo("a.vmdk.json");
        assertThat(FinalNames.receipt("x".repeat(242))).isEqualTo("x".repeat(242) + ".receipt.json");
    }

    @Test
    void shortensANameThatIsTooLongWithItsEnding() {
        String receipt = FinalNames.receipt("x".repeat(243));
        assertThat(bytes(receipt)).isEqualTo(255);
        assertThat(receipt).matches("x{225}~[0-9a-f]{16}\\.receipt\\.json");
    }

    @Test
    void tellsShortenedNamesApartThatBeginAlike() {
        String one = "x".repeat(250) + "a.vmd";
        String two = "x".repeat(250) + "b.vmd";
        assertThat(FinalNames.receipt(one))
                .isNotEqualTo(FinalNames.receipt(two))
                .isEqualTo(FinalNames.receipt(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "日", "😀"})
    void splitsNoCharacter(String character) {
        String image = "x" + character.repeat(254 / bytes(character));
        String error = FinalNames.error(image);
        assertThat(bytes(error)).isBetween(255 - bytes(character) + 1, 255);
        assertThat(error).matches("x(" + character + ")+~[0-9a-f]{16}\\.error\\.json");
    }

    @Test
    void fitsStampsIntoTheLongestNames() throws IOException {
        String image = "x".repeat(250) + ".vmdk";
        Files.writeString(folder.resolve(image), "");
        String name = choose(image);
        assertThat(bytes(name)).isEqualTo(255);
        assertThat(name).matches("x+~[0-9a-f]{16}" + STAMP.replace(".", "\\.") + "\\.vmdk");
        Files.writeString(folder.resolve(name), "");
        assertThat(choose(image)).isNotEqualTo(name).endsWith("-2.vmdk");
    }
}
