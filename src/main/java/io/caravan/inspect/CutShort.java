package io.caravan.inspect;

/** What lies at a place should go on behind the end of the file. */
final class CutShort extends Exception {

    private static final long serialVersionUID = 1L;

    private final long offset;

    CutShort(String what, long offset, long fileBytes) {
        super(what + " should lie at byte " + Long.toUnsignedString(offset) + ", and the file ends at " + fileBytes);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
