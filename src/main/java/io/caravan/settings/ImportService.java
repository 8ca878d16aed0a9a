package io.caravan.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The services that can turn an uploaded object into an image, with what each is known to refuse. */
public enum ImportService {
    /** Nothing is imported: an image is done when its object is verified. */
    NONE,
    /** Fujitsu K5's {@code vmimport}: VMDK only, and the operating system inside must be named. */
    VMIMPORT;

    /** The values of {@code os_type} that the K5 Features Handbook lists (chapter "Importing virtual servers"). */
    public static final List<String> VMIMPORT_OS_TYPES = List.of(
            "win2008R2SE",
            "win2008R2EE",
            "win2012SE",
            "win2012R2SE",
            "win2016SE_ja",
            "win2016SE_en",
            "rhel6",
            "rhel7",
            "centos",
            "ubuntu");

    /** The word for this service in settings and route names. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why the service would refuse an object of this name, or empty when it would take it. */
    public Optional<String> problemWithObject(String object) {
        if (this == VMIMPORT && !object.endsWith(".vmdk")) {
            return Optional.of("vmimport takes VMDK only, and the object's name must end in .vmdk: " + object);
        }
        return Optional.empty();
    }

    /** Why the service would refuse this operating system, or empty when it would take it. */
    public Optional<String> problemWithOsType(Optional<String> osType) {
        if (this != VMIMPORT || osType.filter(VMIMPORT_OS_TYPES::contains).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(osType.map(value -> "osType is '" + value + "'")
                        .orElse("no osType is given (sidecar field osType, or caravan.image.os-type)")
                + "; vmimport knows " + String.join(", ", VMIMPORT_OS_TYPES));
    }
}
