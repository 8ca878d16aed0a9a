package io.caravan.sandbox.keystone;

import java.util.List;
import java.util.Optional;

/**
 * Whom a token speaks for, and what it is good for.
 *
 * @param method {@code password} or {@code application_credential}
 * @param role the highest in the project; empty for a token without a project
 */
public record TokenOwner(User user, String method, Optional<Role> role) {
    static final String PASSWORD = "password";
    static final String APPLICATION_CREDENTIAL = "application_credential";

    /** What one may do in a project, each more than the one before. */
    public enum Role {
        READER,
        MEMBER
    }

    /** A user of the sandbox, whose password is the same as the name. */
    enum User {
        DEMO(DemoAccount.USER, Addresses.USER_ID, Optional.of(Role.MEMBER), true),
        READER(DemoAccount.READER, Addresses.READER_ID, Optional.of(Role.READER), false),
        BYSTANDER(DemoAccount.BYSTANDER, Addresses.BYSTANDER_ID, Optional.empty(), false);

        private final String userName;
        private final String id;
        private final Optional<Role> role;
        private final boolean hasDefaultProject;

        User(String userName, String id, Optional<Role> role, boolean hasDefaultProject) {
            this.userName = userName;
            this.id = id;
            this.role = role;
            this.hasDefaultProject = hasDefaultProject;
        }

        String userName() {
            return userName;
        }

        String id() {
            return id;
        }

        /** In the sandbox's one project. */
        Optional<Role> role() {
            return role;
        }

        /** True if a sign-in that asks for no project gets one all the same: K5's habit. */
        boolean hasDefaultProject() {
            return hasDefaultProject;
        }
    }

    boolean hasProject() {
        return role.isPresent();
    }

    public boolean includes(Role needed) {
        return role.filter(held -> held.compareTo(needed) >= 0).isPresent();
    }

    /** The role and those that it implies, by Keystone's names. */
    List<String> roleNames() {
        return includes(Role.MEMBER) ? List.of("reader", "member") : List.of("reader");
    }
}
