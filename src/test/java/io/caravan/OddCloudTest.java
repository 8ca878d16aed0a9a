package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.job.ImageJob;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.swift.SwiftTraits;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.text.Json;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clouds, and what stands before them, that answer otherwise than a stock Swift: the image arrives all the same. */
class OddCloudTest {

    private static final int MIB = 1 << 20;
    private static final byte[] IMAGE = World.bytes(3 * MIB - 7, 18);

    @RegisterExtension
    final World world = new World();

    private Door door;

    @AfterEach
    void close() throws IOException {
        if (door != null) {
            door.close();
        }
    }

    private void behind(Door.Keeper keeper) throws Exception {
        URI cloud = world.cloud().objectStoreUrl();
        door = Door.before(cloud.getPort(), keeper);
        world.set("caravan.cloud.object-store-url", "http://127.0.0.1:" + door.port() + cloud.getPath());
        world.set("caravan.import.service", "none");
        world.start();
    }

    private JsonNode arrives() throws Exception {
        world.drop("x.img", IMAGE);
        JsonNode receipt = world.awaitDone("x.img");
        assertThat(world.download("images/x.img")).isEqualTo(IMAGE);
        return receipt;
    }

    private long asked(String begin) {
        return door.seen().stream().filter(head -> head.startsWith(begin)).count();
    }

    private static boolean isSegmentPut(String head) {
        return head.startsWith("PUT ") && head.contains("_segments/");
    }

    @Test
    void whereListingsAreShorterThanUsualNoMoreIsAskedForThanTheyTell() throws Exception {
        world.set("caravan.manifest", "dlo");
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                if (head.startsWith("GET ") && head.contains("/info ")) {
                    return Door.answer(
                            "200 OK", "{\"swift\": {\"container_listing_limit\": 7, \"account_listing_limit\": 9}}");
                }
                return head.contains("limit=") && !head.contains("limit=7&")
                        ? Door.answer("412 Precondition Failed", "Maximum limit is 7")
                        : Optional.empty();
            }
        });
        arrives();
        assertThat(door.seen()).filteredOn(head -> head.contains("limit=")).isNotEmpty();
        assertThat(door.seen()).noneMatch(head -> head.contains("limit=1000"));
    }

    @Test
    void whereNobodyTellsHowLongListingsAreTheyAreAskedForWithoutANumber() throws Exception {
        world.set("caravan.manifest", "dlo");
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                if (head.contains("/info ")) {
                    return Door.answer("404 Not Found", "");
                }
                return head.contains("limit=")
                        ? Door.answer("412 Precondition Failed", "Maximum limit is 500")
                        : Optional.empty();
            }
        });
        arrives();
        assertThat(door.seen())
                .as("it is refused once, and not again")
                .filteredOn(head -> head.contains("limit="))
                .hasSize(1);
    }

    /** So a Swift tells of an object whose segments don't fit its listing; so does a proxy that drops the header. */
    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void aLengthThatIsNotToldIsNoObjectThatIsMissing(String manifest) throws Exception {
        world.set("caravan.manifest", manifest);
        behind(new Door.Keeper() {
            @Override
            public String tells(String asked, String head) {
                return asked.startsWith("HEAD ") && asked.contains("/images/x.img ")
                        ? head.replaceAll("(?i)\r\ncontent-length:[^\r]*", "")
                                .replaceAll(
                                        "(?i)\r\netag:[^\r]*",
                                        manifest.equals("dlo") ? "\r\nEtag: d41d8cd98f00b204e9800998ecf8427e" : "$0")
                        : head;
            }
        });
        JsonNode receipt = arrives();
        assertThat(world.segmentPuts()).hasSize(3);
        assertThat(wholeEtag()).isEqualTo(receipt.path("etag").asText());
    }

    /** As 'upload' compares it with a receipt that an earlier run has left. */
    private String wholeEtag() throws Exception {
        Settings settings = world.settings();
        try (CloudHttp http = CloudHttp.open(settings.cloud().transport(), "test")) {
            KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), http, Clock.systemUTC());
            try (CloudConnection connection = CloudConnection.to(http, keystone, Retries.NONE)) {
                SwiftAccount account = new SwiftAccount(
                        connection, settings.cloud().objectStoreUrl().orElseThrow());
                return account.wholeEtag(account.object("images", "x.img").orElseThrow());
            }
        }
    }

    @Test
    void aRefusedExpectationIsNotRepeated() throws Exception {
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return head.toLowerCase(Locale.ROOT).contains("\r\nexpect:")
                        ? Door.answer("417 Expectation Failed", "")
                        : Optional.empty();
            }
        });
        arrives();
        assertThat(world.segmentPuts()).hasSize(3);
        assertThat(asked("PUT ")).as("one round of refusals").isLessThanOrEqualTo(3 + 3 + 2 + 1);
        long before = asked("PUT ");
        world.drop("y.img", World.bytes(2 * MIB, 2));
        world.awaitDone("y.img");
        assertThat(asked("PUT ") - before).as("it is remembered").isEqualTo(2 + 1);
    }

    /** Swift's answer to bytes that are older, by the clock of one of its proxies, than what lies there. */
    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo", "one-piece"})
    void whatWasDroppedGoesAgain(String kind) throws Exception {
        Set<String> first = ConcurrentHashMap.newKeySet();
        if (kind.equals("one-piece")) {
            world.set("caravan.segment.size", "16MiB");
        } else {
            world.set("caravan.manifest", kind);
        }
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                String line = head.lines().findFirst().orElse("");
                return line.matches("PUT .*/images(_segments)?/.*") && first.add(line)
                        ? Door.answer("202 Accepted", "")
                        : Optional.empty();
            }
        });
        arrives();
        assertThat(first).hasSize(kind.equals("one-piece") ? 1 : 4);
    }

    /** The bytes are there; whatever says otherwise only stands in between. */
    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "202 Accepted", "299 Whatever"})
    void whatIsThereHasArrivedWhateverIsAnswered(String status) throws Exception {
        world.set("caravan.manifest", "dlo");
        behind(new Door.Keeper() {
            @Override
            public String tells(String asked, String head) {
                return asked.startsWith("PUT ")
                        ? head.replaceFirst(" 201 [^\r]*", " " + status).replaceAll("(?i)\r\netag:[^\r]*", "")
                        : head;
            }
        });
        arrives();
        assertThat(world.segmentPuts()).as("no byte twice").hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503 Service Unavailable", "500 Internal Server Error", "429 Too Many Requests", "520 Odd"})
    void noAnswerAboutTheLimitsStopsNothing(String status) throws Exception {
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return head.contains("/info ") ? Door.answer(status, "<h1>no</h1>") : Optional.empty();
            }
        });
        arrives();
        long questions = asked("GET /info");
        world.drop("y.img", World.bytes(10, 2));
        world.awaitDone("y.img");
        assertThat(asked("GET /info")).as("not by every job").isEqualTo(questions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"502", "507", "520", "599", "417", "421", "423", "425"})
    void aStatusThatNobodyHasListedMayPass(String status) throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return isSegmentPut(head) && left.getAndDecrement() > 0
                        ? Door.answer(status + " Odd", "not now")
                        : Optional.empty();
            }
        });
        arrives();
    }

    @ParameterizedTest
    @ValueSource(strings = {"412", "431", "451", "501", "505"})
    void oneThatIsForGoodFailsTheImage(String status) throws Exception {
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return isSegmentPut(head) ? Door.answer(status + " Odd", "never") : Optional.empty();
            }
        });
        world.drop("x.img", IMAGE);
        assertThat(world.awaitFailed("x.img").path("service").asText()).isEqualTo("never");
    }

    /** A bit flipped in the request's first line: Swift has stored it, and nobody finds it. */
    @Test
    void aSegmentThatWentToAnotherNameIsSentOnceMore() throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        world.set("caravan.manifest", "dlo");
        behind(new Door.Keeper() {
            @Override
            public String asks(String head) {
                return isSegmentPut(head) && head.contains("/00000001 ") && left.getAndDecrement() > 0
                        ? head.replaceFirst("_segments/x", "_segments/y")
                        : head;
            }
        });
        arrives();
        assertThat(world.segmentPuts()).as("the lost one only").hasSize(4);
    }

    @Test
    void aStrangerUnderThePrefixIsNamed() throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        world.set("caravan.manifest", "dlo").set("caravan.verify.repeats", "6");
        behind(new Door.Keeper() {
            @Override
            public String asks(String head) {
                return isSegmentPut(head) && head.contains("/00000001 ") && left.getAndDecrement() > 0
                        ? head.replaceFirst("/00000001 ", "/0000000q ")
                        : head;
            }
        });
        world.drop("x.img", IMAGE);
        assertThat(world.awaitFailed("x.img").path("error").asText()).contains("0000000q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless", "trickling"})
    void anErrorThatDoesNotEndIsCut(String kind) throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        // the whole limit is 1.5 s
        world.set("caravan.http.connect-timeout", "500ms").set("caravan.http.response-timeout", "1s");
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return isSegmentPut(head) && left.getAndDecrement() > 0
                        ? Optional.of(out -> withoutEnd(out, kind.equals("endless") ? 4096 : 1))
                        : Optional.empty();
            }
        });
        world.drop("x.img", IMAGE);
        world.awaitDone("x.img", Duration.ofSeconds(15));
    }

    /** Whoever asks waits for an answer's head, which never comes: interim answers do, or the head byte by byte. */
    @ParameterizedTest
    @CsvSource({
        "interim, PUT .*_segments/.*",
        "interim, HEAD .*",
        "interim, GET .*",
        "bytes, PUT .*_segments/.*",
        "bytes, GET .*"
    })
    void anAnswersHeadThatDoesNotEndIsCut(String kind, String asked) throws Exception {
        AtomicInteger left = new AtomicInteger(1);
        world.set("caravan.http.connect-timeout", "500ms").set("caravan.http.response-timeout", "1s");
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return head.lines().findFirst().orElseThrow().matches(asked) && left.getAndDecrement() > 0
                        ? Optional.of(kind.equals("bytes") ? OddCloudTest::byteByByte : OddCloudTest::interim)
                        : Optional.empty();
            }
        });
        world.drop("x.img", IMAGE);
        world.awaitDone("x.img", Duration.ofSeconds(15));
        assertThat(left.get()).isNegative();
    }

    private static void interim(OutputStream out) throws IOException {
        endlessly(out, "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n");
    }

    private static void byteByByte(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.ISO_8859_1));
        endlessly(out, "x");
    }

    private static void endlessly(OutputStream out, String text) throws IOException {
        while (true) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static void withoutEnd(OutputStream out, int bytes) throws IOException {
        out.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 999999999999\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        while (true) {
            out.write(" ".repeat(bytes).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos() / bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void segmentsLieInTheSameStoragePolicyAsTheirContainer(boolean toldTwice) throws Exception {
        world.options(options -> options.withSwift(SwiftTraits.stock().withPolicies("Policy-0", "gold", "tin")));
        world.send("PUT", "images", new byte[0], "X-Storage-Policy", toldTwice ? "tin" : "gold");
        behind(new Door.Keeper() {
            @Override
            public String tells(String asked, String head) {
                return toldTwice ? head.replaceFirst("\r\n\r\n$", "\r\nX-Storage-Policy: gold\r\n\r\n") : head;
            }
        });
        arrives();
        assertThat(door.seen())
                .filteredOn(head -> head.matches("(?s)PUT \\S*/images_segments .*"))
                .singleElement()
                .asString()
                .contains("X-Storage-Policy: gold\r\n");
    }

    @Test
    void withoutAContainerBothGetTheCloudsOwnPolicy() throws Exception {
        behind(new Door.Keeper() {});
        arrives();
        assertThat(door.seen()).noneMatch(head -> head.contains("X-Storage-Policy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'quoted'", "null", "true", "\"two\"", "${body}", "1", "a,b", "{{x}}", "%41"})
    void aContainersNameIsNeverReadAsAnythingElse(String container) throws Exception {
        world.set("caravan.inbox.containers", "*");
        behind(new Door.Keeper() {});
        world.dropSidecar("x.img", Json.MAPPER.writeValueAsString(Map.of("container", container, "object", "x.img")));
        world.drop("x.img", IMAGE);
        world.awaitDone("x.img");
        assertThat(world.download(PercentCode.path(container, "x.img").substring(1)))
                .isEqualTo(IMAGE);
        assertThat(world.requests("PUT", path -> true))
                .extracting(request -> PercentCode.decode(request.path().split("/AUTH_[^/]*/", 2)[1]))
                .contains(container, container + "_segments");
    }

    /** A refused sign-in that everyone repeats locks the account (Keystone's lockout_failure_attempts). */
    @Test
    void aRefusedSignInIsNotRepeatedByEveryJob() throws Exception {
        world.set("caravan.retry.delay", "30s")
                .set("caravan.retry.max-delay", "1m")
                .set("caravan.segment.size", "16MiB");
        behind(new Door.Keeper() {
            @Override
            public Optional<Door.Answer> answers(String head) {
                return Door.answer("401 Unauthorized", "");
            }
        });
        world.cloud()
                .inject(
                        request -> request.path().endsWith("/auth/tokens"),
                        new Fault.Answer(401, "{\"error\": {\"message\": \"wrong password\"}}"));
        int before =
                world.requests("POST", path -> path.endsWith("/auth/tokens")).size();
        for (int job = 0; job < 20; job++) {
            world.drop("x" + job + ".img", World.bytes(10, job));
        }
        await().atMost(World.PATIENCE).untilAsserted(() -> assertThat(waiting()).hasSize(20));
        assertThat(world.requests("POST", path -> path.endsWith("/auth/tokens")))
                .hasSize(before + 1);
    }

    /** The jobs that wait for another try. */
    private List<ImageJob> waiting() {
        return world.daemon().journal().open().stream()
                .filter(job -> job.waits() > 0)
                .toList();
    }
}
