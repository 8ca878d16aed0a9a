package io.caravan.intake;

import java.io.File;
import org.apache.camel.component.file.GenericFile;

/** A file of the inbox as Camel hands it over. */
final class Dropped {

    private Dropped() {}

    static GenericFile<File> file(String name) {
        GenericFile<File> file = new GenericFile<>();
        file.setFileName(name);
        file.setFileNameOnly(name);
        return file;
    }
}
