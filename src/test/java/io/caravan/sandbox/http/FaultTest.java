package io.caravan.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.RawConnection;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTest {
    private static final Predicate<IncomingRequest> PUT_OF_A =
            request -> request.method().equals("PUT") && request.path().endsWith("/a");

    @TempDir
    Path data;

    private final List<AnsweredRequest> answered = new CopyOnWriteArrayList<>();
    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data));
        client = new CloudClient(sandbox);
        client.put("/box", "");
        sandbox.onAnswered(answered::add);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void answerComesInsteadOfTheWorkAsOftenAsWanted() throws Exception {
        Fault busy = new Fault.Answer(503, Map.of("Retry-After", "1"), "text/plain", "busy");
        sandbox.inject(PUT_OF_A, busy.times(2));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = client.put("/box/a", "x");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("busy");
            assertThat(CloudClient.header(answer, "Retry-After")).isEqualTo("1");
        }
        assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(404);
        assertThat(client.put("/box/a", "x").statusCode()).isEqualTo(201);
    }

    @Test
    void garbageIsNoJson() throws Exception {
        sandbox.inject(request -> request.path().endsWith("/tokens"), new Fault.Garbage());
        HttpResponse<String> answer = client.logIn("");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("<");
    }

    @Test
    void lateAnswerNeverComesButTheWorkIsDone() throws Exception {
        sandbox.inject(PUT_OF_A, new Fault.AnswerLate().times(1));
        try (RawConnection raw = putOfA("Content-Length: 3\n\nabc")) {
            assertThat(raw.read()).isEqualTo(-1);
        }
        assertThat(client.store("GET", "/box/a").body()).isEqualTo("abc");
        assertThat(answered.get(0).status()).isEqualTo(499);
    }

    @Test
    void hangUpStoresNothing() throws Exception {
        sandbox.inject(PUT_OF_A, new Fault.HangUp(2));
        try (RawConnection raw = putOfA("Content-Length: 9\n\nabc")) {
            assertThatThrownBy(() -> {
                        if (raw.read() < 0) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(404);
        assertThat(data.resolve("objects/incoming")).isEmptyDirectory();
    }

    @Test
    void stalledBodyGoesOnAfterTheRelease() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        sandbox.inject(PUT_OF_A, stall);
        CompletableFuture<HttpResponse<String>> put = CompletableFuture.supplyAsync(() -> {
            try {
                return client.put("/box/a", "abc");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> stall.isMet());
        assertThat(put).isNotDone();
        stall.release();
        assertThat(put.join().statusCode()).isEqualTo(201);
    }

    @Test
    void stalledBodyDoesNotHoldUpTheClose() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        sandbox.inject(PUT_OF_A, stall);
        try (RawConnection raw = putOfA("Content-Length: 9\n\nabc")) {
            await().until(() -> stall.isMet());
            sandbox.close();
            assertThat(raw.rest()).doesNotContain("201");
        }
    }

    @Test
    void wrongEtagIsOnlyInTheAnswer() throws Exception {
        sandbox.inject(PUT_OF_A, new Fault.WrongEtag());
        String right = CloudClient.header(client.put("/box/b", "abc"), "Etag");
        assertThat(CloudClient.header(client.put("/box/a", "abc"), "Etag")).isNotEqualTo(right);
        assertThat(CloudClient.header(client.store("HEAD", "/box/a"), "Etag")).isEqualTo(right);
    }

    @Test
    void hiddenObjectIsListedLater() throws Exception {
        client.put("/box/whole", "", "X-Object-Manifest", "box/p/");
        client.put("/box/p/1", "old");
        Fault.HiddenFromListing hidden = new Fault.HiddenFromListing();
        sandbox.inject(request -> request.path().contains("/p/"), hidden.times(2));
        assertThat(client.put("/box/p/1", "newer").statusCode()).isEqualTo(201);
        assertThat(client.put("/box/p/2", "more").statusCode()).isEqualTo(201);
        assertThat(client.store("GET", "/box?prefix=p/").body()).isEqualTo("p/1\n");
        assertThat(wholeLength()).isEqualTo("3");
        hidden.release();
        assertThat(client.store("GET", "/box?prefix=p/").body()).isEqualTo("p/1\np/2\n");
        assertThat(wholeLength()).isEqualTo("9");
    }

    @Test
    void segmentIsRefusedOnce() throws Exception {
        client.put("/box/p/1", "one");
        client.put("/box/p/2", "two");
        String manifest = "[{\"path\":\"/box/p/1\"},{\"path\":\"/box/p/2\"}]";
        sandbox.inject(PUT_OF_A, new Fault.RefusedSegment(1, "Etag Mismatch").times(1));
        HttpResponse<String> refused = client.put("/box/a?multipart-manifest=put&heartbeat=on", manifest);
        assertThat(refused.statusCode()).isEqualTo(202);
        assertThat(refused.body()).endsWith("Response Status: 400 Bad Request\nErrors:\n/box/p/2, Etag Mismatch\n");
        assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(404);
        assertThat(client.put("/box/a?multipart-manifest=put", manifest).statusCode())
                .isEqualTo(201);
    }

    @Test
    void slowManifestGrowsByBlanksUntilItsRelease() throws Exception {
        Fault.SlowManifest slow = new Fault.SlowManifest();
        sandbox.inject(PUT_OF_A, slow);
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send("PUT " + sandbox.objectStoreUrl().getRawPath()
                    + "/box/a?multipart-manifest=put&heartbeat=on HTTP/1.1\nHost: s\nX-Auth-Token: " + client.token()
                    + "\nContent-Length: 2\n\n[]");
            assertThat(raw.head()).startsWith("HTTP/1.1 202 Accepted\n");
            for (int i = 0; i < 3; i++) {
                assertThat(raw.line()).isEqualTo("1");
                assertThat(raw.line()).isEqualTo(" ");
            }
            assertThat(slow.isMet()).isTrue();
            assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(404);
            slow.release();
            StringBuilder rest = new StringBuilder();
            for (String line = raw.line(); !line.equals("0"); line = raw.line()) {
                rest.append(line).append('\n');
            }
            assertThat(rest).contains("Response Status: 201 Created\n");
        }
        assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(200);
    }

    private String wholeLength() throws Exception {
        return CloudClient.header(client.store("HEAD", "/box/whole"), "Content-Length");
    }

    @Test
    void clientThatGoesAwayLeavesNothing() throws Exception {
        client.put("/box/a", "old");
        answered.clear();
        try (RawConnection raw = putOfA("Content-Length: 9\nExpect: 100-continue\n\n")) {
            assertThat(raw.head()).startsWith("HTTP/1.1 100 ");
            raw.send("abc");
        }
        await().until(() -> !answered.isEmpty());
        assertThat(answered.get(0).status()).isEqualTo(499);
        assertThat(client.store("GET", "/box/a").body()).isEqualTo("old");
        await().untilAsserted(() -> assertThat(data.resolve("objects/incoming")).isEmptyDirectory());
        assertThat(data.resolve("requests.log")).content().contains("PUT ").contains("/box/a 499 ");
    }

    private RawConnection putOfA(String rest) throws IOException {
        return RawConnection.to(sandbox)
                .send("PUT " + sandbox.objectStoreUrl().getRawPath() + "/box/a HTTP/1.1\nHost: s\nX-Auth-Token: "
                        + client.token() + "\n" + rest);
    }
}
