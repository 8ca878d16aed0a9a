package io.caravan.settings;

/** A Keystone domain, by id or by name. */
public sealed interface Domain {

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
