package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What differs from one Swift to another, as questions with short answers. Those of every flavour of cloud stand in
 * {@link FlavourTable}: a real cloud, and the sandbox in its place, must give them again.
 */
abstract class CloudQuestions extends Expectations {

    private static final String NO = "no";
    private static final String YES = "yes";

    /** Asks once; the answer is short, and the same each time. */
    interface Question {
        String ask() throws IOException;
    }

    abstract String flavour();

    /** Questions that a cloud which stands in for a real one does not answer; such a one writes no answers down, either. */
    abstract Set<String> unanswered();

    @Test
    void answersAreThoseOfTheTable() throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Question> question : questions().entrySet()) {
            answers.put(question.getKey(), question.getValue().ask());
        }
        if (Boolean.getBoolean("clouds.write") && unanswered().isEmpty()) {
            FlavourTable.read().write(flavour(), answers);
        }
        Map<String, String> expected = new LinkedHashMap<>(FlavourTable.read().column(flavour()));
        assertThat(expected.keySet()).containsAll(unanswered());
        expected.keySet().removeAll(unanswered());
        answers.keySet().removeAll(unanswered());
        assertThat(answers).containsExactlyEntriesOf(expected);
    }

    /** Each question by its words, in the order of the table. */
    Map<String, Question> questions() {
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("`GET /info` without a token", () -> status(info()));
        questions.put("`max_file_size` told", () -> told("swift", "max_file_size"));
        questions.put("`container_listing_limit` told", () -> told("swift", "container_listing_limit"));
        questions.put("`slo.max_manifest_segments` told", () -> told("slo", "max_manifest_segments"));
        questions.put("`slo.min_segment_size` told", () -> told("slo", "min_segment_size"));
        questions.put("`account_listing_limit` told", () -> told("swift", "account_listing_limit"));
        questions.put("a token is good for", this::tokenLife);
        questions.put("no token, private container", () -> status(withToken("")));
        questions.put("a token that is none", () -> status(withToken("gAAAAA-none")));
        questions.put("`HEAD` of the account by role `reader`", () -> status(byReader("HEAD", "")));
        questions.put("`PUT` of an object by role `reader`", () -> status(byReader("PUT", "/" + made() + "/o")));
        questions.put("`HEAD` of another project's account", this::otherAccount);
        questions.put("`PUT` of one's own container again", () -> status(ask("PUT", "/" + made())));
        questions.put("a container's name of 2 bytes", () -> status(container("q" + (char) ('a' + random(26)))));
        questions.put("a container's name with a dot first", () -> status(container("." + fresh())));
        questions.put("a container's name of 256 bytes", () -> status(container("c".repeat(219) + fresh() + "x")));
        questions.put("a container in the storage policy `fast`", () -> status(inPolicy("fast")));
        questions.put("a container in a storage policy that is none", () -> status(inPolicy("caravan-none")));
        questions.put(
                "`X-Account-Meta-Quota-Bytes` of the account",
                () -> ask("HEAD", "").header("X-Account-Meta-Quota-Bytes").orElse(NO));
        questions.put("an object's name of 1025 bytes", () -> status(put("/" + made() + "/" + "n".repeat(1025), "x")));
        questions.put("`limit` above the listing's", this::limitAbove);
        questions.put("`last_modified` in listings", this::lastModified);
        questions.put("`ETag` of the request wrong", () -> status(put(object(), "hello", "ETag", MD5_OF_NOTHING)));
        questions.put(
                "`ETag` of the request right, in quotes",
                () -> status(put(object(), "hello", "ETag", '"' + MD5_OF_HELLO + '"')));
        questions.put("`If-None-Match: *` where an object is", () -> {
            String path = object();
            put(path, "hello");
            return status(put(path, "other", "If-None-Match", "*"));
        });
        questions.put("`X-Copy-From`", this::copy);
        questions.put("`POST ?bulk-delete`", this::bulkDelete);
        questions.put("`X-Symlink-Target`", this::link);
        questions.put("`X-Versions-Enabled`", () -> {
            String name = made();
            ask("POST", "/" + name, "X-Versions-Enabled", "true");
            boolean shown = ask("HEAD", "/" + name).header("X-Versions-Enabled").isPresent();
            ask("POST", "/" + name, "X-Versions-Enabled", "false");
            return shown ? "kept" : "ignored";
        });
        questions.put("`HEAD` of a dynamic object", this::dynamic);
        questions.put("a dynamic object after `POST` of metadata", this::dynamicAfterPost);
        questions.put("`PUT` of a static manifest", () -> staticManifest(made(), MD5_OF_HELLO));
        questions.put("the same with a wrong Etag", () -> staticManifest(made(), MD5_OF_NOTHING));
        questions.put("`GET ?multipart-manifest=get` of a static object", () -> ofStatic(this::readBack));
        questions.put("`HEAD ?multipart-manifest=get` says that it is static", () -> ofStatic(this::headSaysStatic));
        questions.put("a static object in a listing", () -> ofStatic(this::staticInListing));
        return questions;
    }

    private static String status(Answer answer) {
        return "`" + answer.code() + "`";
    }

    private String fresh() {
        return UUID.randomUUID().toString();
    }

    private static int random(int bound) {
        return Math.floorMod(UUID.randomUUID().hashCode(), bound);
    }

    /** A new container. */
    private String made() throws IOException {
        String name = "caravan-question-" + fresh();
        makeContainer(name);
        return name;
    }

    /** The path of an object that isn't there, in a new container. */
    private String object() throws IOException {
        return "/" + made() + "/o";
    }

    private Answer inPolicy(String policy) throws IOException {
        String name = "caravan-question-" + fresh();
        Answer answer = ask("PUT", "/" + name, "X-Storage-Policy", policy);
        if (answer.code() == 201) {
            willMake(name);
        }
        return answer;
    }

    private String tokenLife() throws IOException {
        JsonNode token =
                JSON.readTree(logIn(cloud().logIn(cloud().member())).text()).path("token");
        Duration life = Duration.between(
                Instant.parse(token.path("issued_at").asText()),
                Instant.parse(token.path("expires_at").asText()));
        return life.toMinutes() > 1 ? "an hour or more" : life.toSeconds() + " s";
    }

    private Answer container(String name) throws IOException {
        Answer answer = ask("PUT", "/" + name);
        ask("DELETE", "/" + name);
        return answer;
    }

    private Answer info() throws IOException {
        return send("GET", cloud().info(), "");
    }

    private String told(String section, String key) throws IOException {
        Answer info = info();
        JsonNode value =
                info.code() == 200 ? JSON.readTree(info.text()).path(section).path(key) : null;
        return value == null || value.isMissingNode() ? NO : value.asText();
    }

    private Answer withToken(String token) throws IOException {
        String path = "/" + made();
        return token.isEmpty() ? send("HEAD", url(path), "") : send("HEAD", url(path), "", "X-Auth-Token", token);
    }

    private Answer byReader(String method, String path) throws IOException {
        return send(method, url(path), "", "X-Auth-Token", token(cloud().reader()));
    }

    private String otherAccount() throws IOException {
        String account = cloud().account().toString();
        String other = account.substring(0, account.length() - 4) + "0000";
        return status(send("HEAD", URI.create(other), "", "X-Auth-Token", token(cloud().member())));
    }

    private String limitAbove() throws IOException {
        return status(ask("GET", "/" + made() + "?limit=10001"));
    }

    private JsonNode listed(String container) throws IOException {
        return JSON.readTree(ask("GET", "/" + container + "?format=json").text());
    }

    private String lastModified() throws IOException {
        String name = made();
        put("/" + name + "/o", "hello");
        String time = listed(name).path(0).path("last_modified").asText();
        return '`' + time.replaceAll("[0-9]", "0") + '`';
    }

    private String copy() throws IOException {
        String name = made();
        put("/" + name + "/o", "hello");
        put("/" + name + "/p", "", "X-Copy-From", "/" + name + "/o");
        return ask("GET", "/" + name + "/p").text().equals("hello") ? "copies" : "ignored";
    }

    private String bulkDelete() throws IOException {
        String name = made();
        put("/" + name + "/o", "hello");
        send(
                "POST",
                url("?bulk-delete"),
                name + "/o",
                "X-Auth-Token",
                token(cloud().member()),
                "Content-Type",
                "text/plain");
        return ask("HEAD", "/" + name + "/o").code() == 404 ? "deletes" : NO;
    }

    private String link() throws IOException {
        String name = made();
        put("/" + name + "/o", "hello");
        put("/" + name + "/l", "", "X-Symlink-Target", name + "/o");
        return ask("GET", "/" + name + "/l").text().equals("hello") ? "a link" : "ignored";
    }

    private String dynamicObject() throws IOException {
        String name = made();
        put("/" + name + "/s/1", "hello");
        put("/" + name + "/s/2", "world");
        put("/" + name + "/whole", "", "X-Object-Manifest", name + "/s/");
        return name;
    }

    private String dynamic() throws IOException {
        Answer head = ask("HEAD", "/" + dynamicObject() + "/whole");
        boolean length = head.header("Content-Length").filter("10"::equals).isPresent();
        boolean etag = head.header("Etag")
                .filter(tag -> tag.equals('"' + md5(MD5_OF_HELLO + md5("world")) + '"'))
                .isPresent();
        return length && etag ? "length and Etag of the whole" : NO;
    }

    private String dynamicAfterPost() throws IOException {
        String name = dynamicObject();
        ask("POST", "/" + name + "/whole", "X-Object-Meta-A", "b");
        return ask("GET", "/" + name + "/whole").text().isEmpty() ? "is none any more" : "stays one";
    }

    private Answer putStatic(String name, String etag) throws IOException {
        put("/" + name + "/s/1", "hello");
        return put(
                "/" + name + "/whole?multipart-manifest=put",
                "[{\"path\": \"/%s/s/1\", \"etag\": \"%s\", \"size_bytes\": 5}]".formatted(name, etag));
    }

    private boolean isStatic(String name) throws IOException {
        return ask("HEAD", "/" + name + "/whole")
                .header("X-Static-Large-Object")
                .isPresent();
    }

    /** A cloud without static objects keeps the manifest as an object. */
    private String staticManifest(String name, String etag) throws IOException {
        Answer answer = putStatic(name, etag);
        return answer.code() == 201 && !isStatic(name) ? "a plain object" : status(answer);
    }

    private interface Look {
        String at(String container) throws IOException;
    }

    /** Looks at the container of a static object; without such objects there is nothing to look at. */
    private String ofStatic(Look look) throws IOException {
        String name = made();
        putStatic(name, MD5_OF_HELLO);
        return isStatic(name) ? look.at(name) : "-";
    }

    private String readBack(String name) throws IOException {
        String text = ask("GET", "/" + name + "/whole?multipart-manifest=get").text();
        return text.isEmpty() ? "nothing" : JSON.readTree(text).size() + " segment";
    }

    private String headSaysStatic(String name) throws IOException {
        return ask("HEAD", "/" + name + "/whole?multipart-manifest=get")
                        .header("X-Static-Large-Object")
                        .isPresent()
                ? YES
                : NO;
    }

    private String staticInListing(String name) throws IOException {
        for (JsonNode entry : listed(name)) {
            if (entry.path("name").asText().equals("whole")) {
                boolean whole = entry.path("bytes").asLong() == 5;
                return (whole ? "its length" : "the manifest's length") + (entry.has("slo_etag") ? ", `slo_etag`" : "");
            }
        }
        return "not listed";
    }
}
