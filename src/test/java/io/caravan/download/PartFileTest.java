package io.caravan.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier run has left is gone on with only where it is a part of the same object. */
class PartFileTest {

    private static final PartFile.Note WEB = new PartFile.Note("golden", "web.img", "etag-1", 10);

    @TempDir
    Path folder;

    private Path file;
    private Path part;
    private Path note;

    @BeforeEach
    void name() {
        file = folder.resolve("web.img");
        part = folder.resolve("web.img.part");
        note = folder.resolve("web.img.part.json");
    }

    @Test
    void goesOnBehindWhatIsThere() throws Exception {
        write(WEB, "01234");

        try (PartFile again = PartFile.open(file, WEB, false)) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            assertThat(again.kept(0, 10, md5)).isEqualTo(5);
            assertThat(HexFormat.of().formatHex(md5.digest())).isEqualTo("4100c4d44da9177247e44a5fc1546778");
            append(again, 5, "56789");
            again.complete(10);
        }

        assertThat(file).hasContent("0123456789");
        assertThat(part).doesNotExist();
        assertThat(note).doesNotExist();
    }

    @Test
    void looksAtNoMoreThanItIsAskedFor() throws Exception {
        write(WEB, "01234");

        try (PartFile again = PartFile.open(file, WEB, false)) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            assertThat(again.kept(1, 3, md5)).isEqualTo(3);
            assertThat(md5.digest())
                    .isEqualTo(MessageDigest.getInstance("MD5").digest("123".getBytes(StandardCharsets.UTF_8)));
            assertThat(again.kept(7, 3, md5)).as("behind its end").isZero();
        }
    }

    @Test
    void thePartOfAnotherObjectBeginsAnew() throws Exception {
        write(new PartFile.Note("golden", "web.img", "etag-0", 10), "01234");

        try (PartFile other = PartFile.open(file, WEB, false)) {
            assertThat(other.kept(0, 10, MessageDigest.getInstance("MD5"))).isZero();
        }
    }

    @Test
    void aPartOfUnknownOriginIsLeftAlone() throws Exception {
        Files.writeString(part, "somebody's own");

        assertThatThrownBy(() -> PartFile.open(file, WEB, false))
                .isInstanceOf(DownloadFailed.class)
                .hasMessageContaining("nothing tells what it is a part of");
        assertThat(part).hasContent("somebody's own");
    }

    @Test
    void aNoteThatCannotBeReadIsNone() throws Exception {
        Files.writeString(part, "01234");
        for (String nonsense : new String[] {"", "null", "[]", "{\"container\": ", "x".repeat(70_000)}) {
            Files.writeString(note, nonsense);

            assertThatThrownBy(() -> PartFile.open(file, WEB, false)).isInstanceOf(DownloadFailed.class);
        }
        assertThat(part).hasContent("01234");
    }

    @Test
    void oneProcessAtATimeWrites() throws Exception {
        try (PartFile mine = PartFile.open(file, WEB, false)) {
            append(mine, 0, "01");

            assertThatThrownBy(() -> PartFile.open(file, WEB, true))
                    .isInstanceOf(DownloadFailed.class)
                    .hasMessageContaining("another process");
        }
        assertThat(part).hasContent("01");
    }

    @Test
    void whatIsThereIsReplacedOnlyWhereThatIsWanted() throws Exception {
        Files.writeString(file, "older");

        assertThatThrownBy(() -> PartFile.open(file, WEB, false)).hasMessageContaining("is there already");
        try (PartFile wanted = PartFile.open(file, WEB, true)) {
            append(wanted, 0, "newer");
            wanted.complete(5);
        }

        assertThat(file).hasContent("newer");
    }

    @Test
    void whatSomebodyElseHasMadeMeanwhileStaysAndSoDoesThePart() throws Exception {
        try (PartFile mine = PartFile.open(file, WEB, false)) {
            append(mine, 0, "01234");
            Files.writeString(file, "theirs");

            assertThatThrownBy(() -> mine.complete(5)).hasMessageContaining("by someone else");
        }

        assertThat(file).hasContent("theirs");
        assertThat(part).hasContent("01234");
    }

    @Test
    void aLinkInPlaceOfThePartIsNotFollowed() throws Exception {
        Path theirs = Files.writeString(folder.resolve("theirs"), "theirs");
        Files.createSymbolicLink(part, theirs);

        assertThatThrownBy(() -> PartFile.open(file, WEB, true)).hasMessageContaining("no regular file");
        assertThat(theirs).hasContent("theirs");
    }

    @Test
    void piecesComeInAnyOrderAndMoreThanOnce() throws Exception {
        try (PartFile mine = PartFile.open(file, WEB, false)) {
            append(mine, 5, "wrong");
            append(mine, 0, "01234");
            append(mine, 5, "56789");
            mine.complete(10);
        }

        assertThat(file).hasContent("0123456789");
    }

    @Test
    void whatWasNeverWrittenIsNotThere() throws Exception {
        try (PartFile begun = PartFile.open(file, WEB, false)) {
            append(begun, 5, "5\0007\0");
        }

        try (PartFile again = PartFile.open(file, WEB, false)) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            assertThat(again.kept(0, 5, md5)).isZero();
            assertThat(again.kept(5, 5, md5)).isEqualTo(3);
            assertThat(md5.digest())
                    .isEqualTo(MessageDigest.getInstance("MD5").digest("5\0007".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void zerosAtItsEndMakeItAsLongAsItIs() throws Exception {
        try (PartFile mine = PartFile.open(file, WEB, false)) {
            append(mine, 0, "01234");
            mine.complete(10);
        }

        assertThat(file).hasBinaryContent("01234\0\0\0\0\0".getBytes(StandardCharsets.UTF_8));
    }

    private void write(PartFile.Note object, String content) throws IOException {
        try (PartFile begun = PartFile.open(file, object, false)) {
            append(begun, 0, content);
        }
    }

    private static void append(PartFile to, long place, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        to.write(place, bytes, bytes.length);
    }
}
