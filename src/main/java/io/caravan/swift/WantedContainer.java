package io.caravan.swift;

import io.caravan.text.PercentCode;
import java.util.Optional;

/**
 * A container that is to be there. Routes pass it on as it is: a name that they put into a step's text would be read as
 * part of it.
 *
 * @param policy the storage policy that it is made in; without one in the cloud's own
 */
public record WantedContainer(String name, Optional<String> policy) {

    /** Its path below the account. */
    public String path() {
        return PercentCode.path(name);
    }

    /**
     * Whether the conflict (409) in which its {@code PUT} has ended is that another project has a container of that name:
     * so Ceph's gateway answers, where all share one namespace.
     *
     * @param answer what the service said
     */
    public static boolean isAnotherProjects(String answer) {
        return answer.contains("BucketAlreadyExists");
    }
}
