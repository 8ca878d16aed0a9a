package io.caravan.sandbox.keystone;

/** Who there is in the sandbox, and what belongs to whom: one project, one region, three users. */
public final class DemoAccount {
    /** The user's name. */
    public static final String USER = "demo";

    /** The user's password. */
    public static final String PASSWORD = "demo";

    /** Another user, who may read the project's objects and not write them; the password is the same as the name. */
    public static final String READER = "reader";

    /** Another user, without any role in the project; the password is the same as the name. */
    public static final String BYSTANDER = "bystander";

    /** The id of the user's application credential for the project. */
    public static final String APPLICATION_CREDENTIAL_ID = Addresses.CREDENTIAL_ID;

    /** The name of the user's application credential for the project. */
    public static final String APPLICATION_CREDENTIAL_NAME = "daemon";

    /** The secret of the user's application credential. */
    public static final String APPLICATION_CREDENTIAL_SECRET = "not-so-secret";

    /** The name of the domain of user and project; K5 calls it the contract. */
    public static final String DOMAIN = "contract";

    /** The project's name. */
    public static final String PROJECT = "images";

    /** The region of every endpoint in the catalog. */
    public static final String REGION = "sandbox-1";

    private DemoAccount() {}
}
