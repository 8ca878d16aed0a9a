package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.swift.SwiftTraits;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code caravan check}: what works is told apart from what doesn't, in words to act on. */
class CheckTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void everythingIsGreenWhereEverythingWorksAndNothingIsLeft() throws Exception {
        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).doesNotContain("FAILED");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("demo", "container     ok      images, made now", "images_segments, made now")
                .contains("images/.caravan-check/…: put, read back, deleted", "lists imports", "free");
        assertThat(world.send("GET", "images", new byte[0]))
                .as("an empty listing")
                .isEqualTo(204);
        assertThat(world.send("GET", "images_segments", new byte[0])).isEqualTo(204);
        assertThat(world.spool().resolve("inbox")).isEmptyDirectory();
        assertThat(CommandRun.in(world, "check").out()).contains("images, 0 objects, 0 bytes");
    }

    @Test
    void jsonTellsTheSame() throws Exception {
        JsonNode findings =
                Json.MAPPER.readTree(CommandRun.in(world, "check", "--json").out());

        assertThat(findings.findValuesAsText("check"))
                .contains("spool", "sign-in", "object store", "container", "object", "import");
        assertThat(findings.findValuesAsText("state")).doesNotContain("failed").contains("ok");
    }

    @Test
    void aWrongPasswordIsToldAndWhatNeedsNoSignInIsLookedAtAllTheSame() throws Exception {
        CommandRun run = CommandRun.of(with("caravan.cloud.password", "wrong-one"), "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "spool         ok",
                        "sign-in       FAILED",
                        "requires authentication",
                        "object store  -       not signed in")
                .doesNotContain("wrong-one");
    }

    private Map<String, String> with(String key, String value) throws Exception {
        Map<String, String> definitions = world.allDefinitions();
        definitions.put(key, value);
        return definitions;
    }

    @Test
    void aKeystoneThatIsAwayIsToldWithWhatToLookAt() throws Exception {
        CommandRun run = CommandRun.of(with("caravan.cloud.auth-url", "http://127.0.0.1:1/v3"), "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("POST http://127.0.0.1:1/v3/auth/tokens: Connect to", "> nobody listens there");
    }

    @Test
    void aTokenForNoProjectIsToldWhereItIsAndNotAsAnEmptyCatalog() throws Exception {
        String token = "{\"token\": {\"user\": {\"name\": \"demo\"}, \"expires_at\": \"2999-01-01T00:00:00Z\"}}";
        world.cloud()
                .inject(
                        request -> request.path().endsWith("/auth/tokens"),
                        new Fault.Answer(201, Map.of("X-Subject-Token", "t"), "application/json", token));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("sign-in +FAILED .*into no project.*caravan.cloud.project-name")
                .doesNotContain("catalog");
    }

    @Test
    void aSwiftThatSendsElsewhereIsToldWithWhere() throws Exception {
        String account = "http://elsewhere.test/v1/AUTH_x";
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD"),
                        new Fault.Answer(301, Map.of("Location", account), "text/plain", ""));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("object store +FAILED +HEAD http.* answered 301.*: it sends to " + account)
                .contains("caravan.cloud.object-store-url");
    }

    @Test
    void aSwiftThatIsAwayIsToldAndTheImportIsLookedAtAllTheSame() throws Exception {
        CommandRun run = CommandRun.of(with("caravan.cloud.object-store-url", "http://127.0.0.1:1/v1/AUTH_x"), "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "object store  FAILED  HEAD http://127.0.0.1:1/v1/AUTH_x: Connect to http://127.0.0.1:1 failed",
                        "container     -")
                .containsPattern("import +ok");
    }

    @Test
    void anUnknownRegionIsToldWithTheKnownOnes() throws Exception {
        CommandRun run = CommandRun.of(with("caravan.cloud.region", "atlantis-1"), "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("caravan.cloud.region=atlantis-1", "[sandbox-1]", "there is no object store");
    }

    @Test
    void containersWhoseServersAreStoppedAreTold() throws Exception {
        world.cloud()
                .inject(
                        request -> request.path().endsWith("/images_segments"),
                        new Fault.Answer(
                                503,
                                "<html><h1>Service Unavailable</h1><p>The server is currently unavailable. Please try again at a later time.</p></html>"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("images, made now", "/images_segments answered 503", "container or object servers")
                .contains("object        -       the container images_segments could not be looked at or made");
    }

    @Test
    void aRoleThatMayNotWriteIsTold() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("/.caravan-check/"),
                        new Fault.Answer(
                                403, "<html><h1>Forbidden</h1><p>Access was denied to this resource.</p></html>"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("object        FAILED  could not be put: PUT http", "Access was denied to this resource.")
                .contains("> this user may not do that: it needs a role that may");
    }

    @Test
    void aQuotaThatIsReachedIsTold() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("/.caravan-check/"),
                        new Fault.Answer(413, "Upload exceeds quota."));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("413", "Upload exceeds quota.", "> a quota is reached");
    }

    @Test
    void anObjectThatCanNotBeReadIsDeletedAllTheSame() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().contains("/.caravan-check/"),
                        new Fault.Answer(500, "broken"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("could not be read back", "broken");
        assertThat(world.send("GET", "images", new byte[0]))
                .as("an empty listing")
                .isEqualTo(204);
    }

    @Test
    void anImportServiceThatRefusesIsTold() throws Exception {
        world.cloud()
                .inject(request -> request.path().endsWith("/v1/imageimport"), new Fault.Answer(500, "out of order"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).containsPattern("import +FAILED .*out of order");
    }

    @Test
    void whereNothingIsImportedThereIsNothingToLookAt() throws Exception {
        world.set("caravan.import.service", "none");

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("import        -       caravan.import.service=none");
    }

    @Test
    void aSpoolThatIsNoFolderIsToldAndIsNotMade() throws Exception {
        Files.writeString(world.folder().resolve("file"), "");
        world.set("caravan.spool", world.folder().resolve("file").toString());

        CommandRun run = CommandRun.in(world, "check");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("spool         FAILED", "is no folder");

        world.set("caravan.spool", world.folder().resolve("new/spool").toString());
        assertThat(CommandRun.in(world, "check").out()).contains("new/spool (will be made)");
        assertThat(world.folder().resolve("new")).doesNotExist();
    }

    /** Rights on containers are all that images need. */
    @Test
    void aUserWhoMayNotLookAtTheAccountIsNoFailure() throws Exception {
        world.cloud()
                .inject(
                        request -> request.path().matches(".*/AUTH_[^/]*/?"),
                        new Fault.Answer(403, "<h1>Forbidden</h1>"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("object store +- .*may not look at the account itself.*gc")
                .contains("images_segments, made now", "object        ok");
        CommandRun gc = CommandRun.in(world, "gc", "--dry-run");
        assertThat(gc.exit()).isEqualTo(1);
        assertThat(gc.out() + gc.err()).contains("may not look at the account as a whole", "403");
    }

    @Test
    void segmentsInAnotherStoragePolicyThanTheirContainerAreTold() throws Exception {
        world.options(options -> options.withSwift(SwiftTraits.stock().withPolicies("Policy-0", "gold", "tin")));
        world.send("PUT", "images", new byte[0], "X-Storage-Policy", "gold");
        assertThat(CommandRun.in(world, "check").exit())
                .as("what it makes itself has the same")
                .isZero();
        world.send("DELETE", "images_segments", new byte[0]);
        world.send("PUT", "images_segments", new byte[0], "X-Storage-Policy", "tin");

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("images has the storage policy gold", "has tin");
    }

    @Test
    void limitsThatAreNotToldAreNoFailure() throws Exception {
        world.cloud().inject(request -> request.path().endsWith("/info"), new Fault.Answer(503, "no back end"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("limits +- .*no back end");
    }

    @Test
    void listingsThatAreRefusedAltogetherAreTold() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/images_segments"),
                        new Fault.Answer(412, "no listings here"));

        CommandRun run = CommandRun.in(world, "check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("412", "no listings here");
    }
}
