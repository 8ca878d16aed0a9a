package io.caravan;

import java.util.List;

/** File names that some layer on the way of an image may take for something else. */
public final class OddNames {

    private OddNames() {}

    public static List<String> all() {
        return List.of(
                "with space.vmdk",
                "per%cent%41.vmdk",
                "question?x=1.vmdk",
                "hash#tag.vmdk",
                "plus+plus.vmdk",
                "semi;colon.vmdk",
                "\"quoted\".vmdk",
                "'single'.vmdk",
                "ümläut-日本-\uD83D\uDC2B.vmdk",
                "-leading-dash.vmdk",
                "${body}{{caravan.spool}}.vmdk",
                "back\\slash&amp=x.vmdk",
                "new\nline.vmdk");
    }
}
