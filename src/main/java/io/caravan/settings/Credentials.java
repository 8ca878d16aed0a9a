package io.caravan.settings;

import io.caravan.text.Secret;

/** What Keystone is shown. The text form says who it is, without the secret. */
public sealed interface Credentials {

    /** The password, or whatever takes its place. */
    Secret secret();

    /** A user and a password. */
    record Password(User user, Secret password) implements Credentials {

        @Override
        public Secret secret() {
            return password;
        }

        @Override
        public String toString() {
            return user.toString();
        }
    }

    /** An application credential by its id. It is bound to a project: no scope goes with it. */
    record ApplicationCredential(String id, Secret secret) implements Credentials {

        @Override
        public String toString() {
            return "application credential '" + id + "'";
        }
    }

    /** An application credential by its name, which is unique to its user only. */
    record NamedApplicationCredential(String name, User user, Secret secret) implements Credentials {

        @Override
        public String toString() {
            return "application credential '" + name + "' of " + user;
        }
    }

    /** A user, by id or by name and domain. */
    sealed interface User {

        /** A user by id, which needs no domain. */
        record ById(String id) implements User {

            @Override
            public String toString() {
                return "user with the id '" + id + "'";
            }
        }

        /** A user by name within a domain. */
        record ByName(String name, Domain domain) implements User {

            @Override
            public String toString() {
                return "user '" + name + "' of domain " + domain;
            }
        }
    }

    /** A Keystone domain, by id or by name. */
    sealed interface Domain {

        /** A domain by its id. */
        record ById(String id) implements Domain {

            @Override
            public String toString() {
                return "with the id '" + id + "'";
            }
        }

        /** A domain by its name. */
        record ByName(String name) implements Domain {

            @Override
            public String toString() {
                return "'" + name + "'";
            }
        }
    }
}
