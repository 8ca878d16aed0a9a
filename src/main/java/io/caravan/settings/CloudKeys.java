package io.caravan.settings;

import static io.caravan.settings.Key.optional;

import io.caravan.settings.Key.Kind;
import io.caravan.settings.Keys.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The settings that say which cloud it is, who signs in, and how it is reached. */
final class CloudKeys {

    static final Key<String> CLOUD_NAME = optional(
            "caravan.cloud.name", "`OS_CLOUD`", Kind.TEXT, "The entry of `clouds.yaml` to take what is missing from.");
    static final Key<String> AUTH_URL = optional(
            "caravan.cloud.auth-url",
            "Fujitsu K5's for the region",
            Kind.TEXT,
            "Keystone's URL; `/v3` is added if it ends without a version.");
    static final Key<String> USERNAME =
            optional("caravan.cloud.username", "", Kind.TEXT, "Who signs in, by name and domain; or by id.");
    static final Key<String> USER_ID = optional("caravan.cloud.user-id", "", Kind.TEXT, "Who signs in, by id.");
    static final Key<String> USER_DOMAIN = optional(
            "caravan.cloud.user-domain",
            "`Default`",
            Kind.TEXT,
            "The user's domain, by name; on K5 it is the contract's name.");
    static final Key<String> USER_DOMAIN_ID =
            optional("caravan.cloud.user-domain-id", "", Kind.TEXT, "The user's domain, by id.");
    static final Key<String> PASSWORD = optional(
            "caravan.cloud.password",
            "",
            Kind.SECRET,
            "The password: best from the environment (`CARAVAN_CLOUD_PASSWORD`), or from a file. It is taken as it is,"
                    + " blanks and all.");
    static final Key<String> PASSWORD_FILE = optional(
            "caravan.cloud.password-file",
            "",
            Kind.HIDDEN_TEXT,
            "A file that holds the password. Only the end of its last line is cut.");
    static final Key<String> APPLICATION_CREDENTIAL_ID = optional(
            "caravan.cloud.application-credential-id",
            "",
            Kind.TEXT,
            "An application credential, in place of user and password.");
    static final Key<String> APPLICATION_CREDENTIAL_NAME =
            optional("caravan.cloud.application-credential-name", "", Kind.TEXT, "The same by its name, and its user.");
    static final Key<String> APPLICATION_CREDENTIAL_SECRET = optional(
            "caravan.cloud.application-credential-secret",
            "",
            Kind.SECRET,
            "Its secret: best from the environment (`CARAVAN_CLOUD_APPLICATION_CREDENTIAL_SECRET`), or from a file.");
    static final Key<String> APPLICATION_CREDENTIAL_SECRET_FILE = optional(
            "caravan.cloud.application-credential-secret-file", "", Kind.HIDDEN_TEXT, "A file that holds the secret.");
    static final Key<String> PROJECT_ID = optional(
            "caravan.cloud.project-id",
            "the user's default project",
            Kind.TEXT,
            "The project, by id. An application credential has its own.");
    static final Key<String> PROJECT_NAME =
            optional("caravan.cloud.project-name", "", Kind.TEXT, "The project, by name.");
    static final Key<String> PROJECT_DOMAIN = optional(
            "caravan.cloud.project-domain",
            "the user's domain",
            Kind.TEXT,
            "The domain of a project that is given by name.");
    static final Key<String> PROJECT_DOMAIN_ID =
            optional("caravan.cloud.project-domain-id", "", Kind.TEXT, "The same by id.");
    static final Key<String> REGION =
            optional("caravan.cloud.region", "", Kind.TEXT, "Needed when the catalog has more than one.");
    static final Key<String> INTERFACE = optional(
            "caravan.cloud.interface",
            "`public`",
            Kind.TEXT,
            "Which of the catalog's endpoints to take: `public`, `internal` or `admin`.");
    static final Key<String> CACERT = optional(
            "caravan.cloud.cacert", "Java's own", Kind.TEXT, "A PEM file of the authorities to trust instead.");
    static final Key<String> CERT =
            optional("caravan.cloud.cert", "", Kind.TEXT, "A PEM file of a client certificate to show.");
    static final Key<String> KEY = optional(
            "caravan.cloud.key",
            "the certificate's file",
            Kind.TEXT,
            "A PEM file of its private key, which must not be encrypted.");
    static final Key<String> INSECURE = optional(
            "caravan.cloud.insecure",
            "`false`",
            Kind.TEXT,
            "`true`: any certificate will do, with a warning at every start.");
    static final Key<String> OBJECT_STORE_URL = optional(
            "caravan.cloud.object-store-url",
            "`object_store_endpoint_override`, else from the catalog, else K5's for the region",
            Kind.TEXT,
            "Swift's account URL, `…/v1/AUTH_…`.");
    static final Key<URI> IMAGE_IMPORT_URL = optional(
            "caravan.cloud.image-import-url",
            "from the catalog, else K5's for the region",
            Kind.URL,
            "The import service's URL without `/v1`.");
    static final Key<String> IMAGE_URL = optional(
            "caravan.cloud.image-url",
            "`image_endpoint_override`, else from the catalog",
            Kind.TEXT,
            "The image service's URL, with `/v2` or without.");
    static final Key<URI> PORTAL_URL = optional(
            "caravan.cloud.portal-url",
            "K5's",
            Kind.URL,
            "Fujitsu K5's central portal, for `./caravan token --portal`.");
    static final Key<String> PROXY = optional(
            "caravan.http.proxy",
            "`https_proxy` and `http_proxy` of the environment, for hosts other than this machine",
            Kind.HIDDEN_TEXT,
            "`http://host:port` or `http://user:password@host:port`, for all hosts but those that `no_proxy` in the"
                    + " environment lists.");
    static final Key<Duration> CONNECT_TIMEOUT =
            Key.of("caravan.http.connect-timeout", "10s", Kind.LENGTH_OF_TIME, "How long to wait for a connection.");
    static final Key<Duration> RESPONSE_TIMEOUT = Key.of(
            "caravan.http.response-timeout",
            "2m",
            Kind.LENGTH_OF_TIME,
            "How long to wait for an answer, or for the other side to take more bytes. A sign-in takes no longer than this"
                    + " and the time for a connection together.");

    static final Section SECTION = new Section(
            "The cloud",
            "What stands here beats the `OS_*` environment, which beats `clouds.yaml`; a key without a value leaves"
                    + " it to them.",
            List.of(
                    CLOUD_NAME,
                    AUTH_URL,
                    USERNAME,
                    USER_ID,
                    USER_DOMAIN,
                    USER_DOMAIN_ID,
                    PASSWORD,
                    PASSWORD_FILE,
                    APPLICATION_CREDENTIAL_ID,
                    APPLICATION_CREDENTIAL_NAME,
                    APPLICATION_CREDENTIAL_SECRET,
                    APPLICATION_CREDENTIAL_SECRET_FILE,
                    PROJECT_ID,
                    PROJECT_NAME,
                    PROJECT_DOMAIN,
                    PROJECT_DOMAIN_ID,
                    REGION,
                    INTERFACE,
                    CACERT,
                    CERT,
                    KEY,
                    INSECURE,
                    OBJECT_STORE_URL,
                    IMAGE_IMPORT_URL,
                    IMAGE_URL,
                    PORTAL_URL,
                    PROXY,
                    CONNECT_TIMEOUT,
                    RESPONSE_TIMEOUT));

    private CloudKeys() {}
}
