package io.caravan.imports.vmimport;

import java.util.List;
import java.util.Optional;

/** What Fujitsu K5's {@code vmimport} is known to refuse: it takes VMDK only, and wants to know what is inside. */
final class VmImportRules {

    /** The values of {@code os_type} that the K5 Features Handbook lists (chapter "Importing virtual servers"). */
    static final List<String> OS_TYPES = List.of(
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

    private VmImportRules() {}

    /** Why an object of this name would be refused, or empty when it would be taken. */
    static Optional<String> problemWithObject(String object) {
        return object.endsWith(".vmdk")
                ? Optional.empty()
                : Optional.of("vmimport takes VMDK only, and the object's name must end in .vmdk: " + object);
    }

    /** Why this operating system would be refused, or empty when it would be taken. */
    static Optional<String> problemWithOsType(Optional<String> osType) {
        if (osType.filter(OS_TYPES::contains).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(osType.map(value -> "osType is '" + value + "'")
                        .orElse("no osType is given (sidecar field osType, or caravan.image.os-type)")
                + "; vmimport knows " + String.join(", ", OS_TYPES));
    }
}
