package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Keystone: tokens by password and by application credential, what they tell, and refusals. */
abstract class SignInExpectations extends Expectations {

    private static final String REFUSED = "{\"error\":{\"code\":401,\"message\":\"The request you have made requires"
            + " authentication.\",\"title\":\"Unauthorized\"}}\n";

    private String byPassword(String user) {
        return """
                {"methods": ["password"], "password": {"user": %s}}""".formatted(user);
    }

    private String byCredential(String credential) {
        return """
                {"methods": ["application_credential"], "application_credential": %s}""".formatted(credential);
    }

    private Answer ask(String identity) throws IOException {
        return logIn(Cloud.request(identity, Optional.empty()));
    }

    private static JsonNode token(Answer answer) throws IOException {
        assertThat(answer.code()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.header("X-Subject-Token")).isPresent();
        return JSON.readTree(answer.text()).path("token");
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void passwordGivesATokenForTheProject() throws IOException {
        JsonNode token = token(logIn(cloud().logIn(cloud().member())));
        assertThat(names(token))
                .containsExactly(
                        "audit_ids",
                        "catalog",
                        "expires_at",
                        "is_domain",
                        "issued_at",
                        "methods",
                        "project",
                        "roles",
                        "user");
        assertThat(token.path("methods").toString()).isEqualTo("[\"password\"]");
        assertThat(token.path("expires_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000000Z");
        assertThat(token.path("issued_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000000Z");
        assertThat(names(token.path("user"))).containsExactly("domain", "id", "name", "password_expires_at");
        assertThat(token.path("user").path("name").asText())
                .isEqualTo(cloud().member().name());
        assertThat(token.path("user").path("domain").path("name").asText()).isEqualTo(cloud().domain());
        assertThat(token.path("project").path("id").asText()).isEqualTo(cloud().projectId());
        assertThat(token.path("project").path("name").asText()).isEqualTo(cloud().project());
        assertThat(token.path("project").path("domain").path("name").asText()).isEqualTo(cloud().domain());
        assertThat(token.path("roles").findValuesAsText("name")).containsExactlyInAnyOrder("reader", "member");
    }

    @Test
    void catalogOffersEachServiceAtThreeInterfaces() throws IOException {
        JsonNode catalog = token(logIn(cloud().logIn(cloud().member()))).path("catalog");
        Map<String, String> swift = new TreeMap<>();
        for (JsonNode service : catalog) {
            assertThat(names(service)).containsExactly("endpoints", "id", "name", "type");
            for (JsonNode endpoint : service.path("endpoints")) {
                assertThat(names(endpoint)).containsExactly("id", "interface", "region", "region_id", "url");
                assertThat(endpoint.path("region").asText()).isEqualTo(cloud().region());
                assertThat(endpoint.path("region_id").asText()).isEqualTo(cloud().region());
                if (service.path("type").asText().equals("object-store")) {
                    swift.put(
                            endpoint.path("interface").asText(),
                            endpoint.path("url").asText());
                }
            }
        }
        assertThat(swift).containsOnlyKeys("public", "internal", "admin");
        assertThat(swift).containsEntry("public", cloud().account().toString());
        String internal = swift.get("internal");
        assertThat(send("HEAD", URI.create(internal), "", "X-Auth-Token", token(cloud().member()))
                        .code())
                .isEqualTo(204);
        assertThat(token(send(
                                "POST",
                                URI.create(tokensUrl() + "?nocatalog"),
                                cloud().logIn(cloud().member()),
                                "Content-Type",
                                "application/json"))
                        .has("catalog"))
                .isFalse();
    }

    @Test
    void userAndProjectMayBeGivenByTheirIds() throws IOException {
        JsonNode named = token(logIn(cloud().logIn(cloud().member())));
        String user = named.path("user").path("id").asText();
        String domain = named.path("user").path("domain").path("id").asText();
        String identity = byPassword("""
                {"id": "%s", "password": "%s"}""".formatted(user, cloud().member().password()));
        for (String project : List.of("""
                {"id": "%s"}""".formatted(cloud().projectId()), """
                {"name": "%s", "domain": {"id": "%s"}}""".formatted(cloud().project(), domain))) {
            JsonNode token = token(logIn(Cloud.request(identity, Optional.of("{\"project\": " + project + "}"))));
            assertThat(token.path("project").path("id").asText()).isEqualTo(cloud().projectId());
        }
    }

    @Test
    void tokenWithoutAProjectTellsOfNone() throws IOException {
        String unscoped = cloud().logIn(cloud().member(), Optional.of("\"unscoped\""));
        String nothingAsked = cloud().logIn(cloud().bystander(), Optional.empty());
        for (String json : List.of(unscoped, nothingAsked)) {
            assertThat(names(token(logIn(json))))
                    .containsExactly("audit_ids", "expires_at", "issued_at", "methods", "user");
        }
    }

    @Test
    void whateverIsWrongTheRefusalIsTheSame() throws IOException {
        Cloud.User member = cloud().member();
        String good = cloud().logIn(member);
        List<String> wrong = List.of(
                good.replace(member.password(), "wrong"),
                good.replace(member.name(), "nobody"),
                good.replaceFirst("\"domain\": \\{\"name\": \"[^\"]*\"", "\"domain\": {\"name\": \"nowhere\""),
                good.replace("\"" + cloud().project() + "\"", "\"nothing\""),
                good.replaceFirst(
                        "(?s)(.*)\"domain\": \\{\"name\": \"[^\"]*\"", "$1\"domain\": {\"name\": \"nowhere\""),
                cloud().logIn(cloud().bystander()),
                Cloud.request("{\"methods\": []}", Optional.empty()));
        for (String json : wrong) {
            Answer answer = logIn(json);
            assertThat(answer.code()).as(json).isEqualTo(401);
            assertThat(answer.text()).isEqualTo(REFUSED);
            assertThat(answer.header("Content-Type")).contains("application/json");
            assertThat(answer.header("WWW-Authenticate")).contains("Keystone uri=\"" + cloud().identity() + "\"");
        }
    }

    private static void assertMalformed(Answer answer, String words) {
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"error\":{\"code\":400,\"message\":\"" + words
                        + " The server could not comply with the request since it is either malformed or otherwise"
                        + " incorrect. The client is assumed to be in error.\",\"title\":\"Bad Request\"}}\n");
    }

    @Test
    void requestThatCannotBeReadIsRefused() throws IOException {
        assertMalformed(logIn("{"), "Expecting to find valid JSON in request body.");
        assertMalformed(logIn("[]"), "Expecting to find valid JSON in request body.");
        assertMalformed(logIn("{}"), "Expecting to find auth in request body.");
        assertMalformed(ask("{\"methods\": [\"password\"]}"), "Expecting to find password in identity.");
        assertMalformed(ask("{\"methods\": [\"password\"], \"password\": {}}"), "Expecting to find user in None.");
        assertMalformed(ask(byPassword("{\"name\": \"x\", \"password\": \"y\"}")), "Expecting to find domain in user.");
        assertMalformed(
                logIn(cloud().logIn(cloud().member(), Optional.of("{\"project\": {\"name\": \"x\"}}"))),
                "Expecting to find domain in project.");
        assertMalformed(
                send("POST", tokensUrl(), "{}", "Content-Type", "text/plain"),
                "Expecting to find application/json in Content-Type header.");
        Answer empty = logIn("{\"auth\": {}}");
        assertThat(empty.code()).isEqualTo(400);
        assertThat(empty.text())
                .startsWith("{\"error\":{\"code\":400,\"message\":\"'identity' is a required property\\n\\nFailed");
    }

    @Test
    void unknownMethodIsRefused() throws IOException {
        Answer answer = ask("{\"methods\": [\"guess\"], \"guess\": {}}");
        assertThat(answer.code()).isEqualTo(401);
        JsonNode error = JSON.readTree(answer.text()).path("error");
        assertThat(error.path("message").asText()).isEqualTo("Attempted to authenticate with an unsupported method.");
        assertThat(error.path("identity").path("methods").toString()).contains("\"password\"");
    }

    private String credentialById(String id, String secret) {
        return """
                {"id": "%s", "secret": "%s"}""".formatted(id, secret);
    }

    private String credentialByName(String secret) {
        return """
                {"name": "%s", "secret": "%s", "user": {"name": "%s", "domain": {"name": "%s"}}}""".formatted(
                        cloud().credential().name(), secret, cloud().member().name(), cloud().domain());
    }

    @Test
    void applicationCredentialGivesATokenForItsProject() throws IOException {
        Cloud.Credential credential = cloud().credential();
        List<String> ways =
                List.of(credentialById(credential.id(), credential.secret()), credentialByName(credential.secret()));
        for (String way : ways) {
            Answer answer = ask(byCredential(way));
            JsonNode token = token(answer);
            assertThat(token.path("methods").toString()).isEqualTo("[\"application_credential\"]");
            assertThat(token.path("user").path("name").asText())
                    .isEqualTo(cloud().member().name());
            assertThat(token.path("project").path("id").asText()).isEqualTo(cloud().projectId());
            assertThat(token.path("catalog").isEmpty()).isFalse();
            assertThat(token.path("application_credential").path("id").asText()).isEqualTo(credential.id());
            assertThat(token.path("application_credential").path("name").asText())
                    .isEqualTo(credential.name());
            assertThat(token.path("application_credential").path("restricted").asBoolean())
                    .isTrue();
            assertThat(ask(
                                    "HEAD",
                                    "",
                                    "X-Auth-Token",
                                    answer.header("X-Subject-Token").orElseThrow())
                            .code())
                    .isEqualTo(204);
        }
    }

    @Test
    void applicationCredentialMustBeRight() throws IOException {
        Cloud.Credential credential = cloud().credential();
        List<String> wrong = List.of(
                credentialById(credential.id(), "wrong"),
                credentialByName("wrong"),
                credentialByName(credential.secret()).replace(credential.name(), "none"),
                "{\"id\": \"" + credential.id() + "\"}");
        for (String way : wrong) {
            Answer answer = ask(byCredential(way));
            assertThat(answer.code()).as(way).isEqualTo(401);
            assertThat(answer.text()).isEqualTo(REFUSED);
        }
        Answer unknown = ask(byCredential(credentialById("unknown", "x")));
        assertThat(unknown.code()).isEqualTo(404);
        assertThat(unknown.text())
                .isEqualTo("{\"error\":{\"code\":404,\"message\":\"Could not find Application Credential: unknown.\","
                        + "\"title\":\"Not Found\"}}\n");
        assertMalformed(
                ask(byCredential("{\"secret\": \"x\"}")), "Expecting to find name or ID in application credential.");
        assertMalformed(
                ask(byCredential("{\"name\": \"x\", \"secret\": \"x\"}")),
                "Expecting to find user in application credential.");
    }

    @Test
    void applicationCredentialTakesNoScope() throws IOException {
        Cloud.Credential credential = cloud().credential();
        String identity = byCredential(credentialById(credential.id(), credential.secret()));
        for (String scope : List.of("\"unscoped\"", "{\"project\": {\"id\": \"" + cloud().projectId() + "\"}}")) {
            Answer answer = logIn(Cloud.request(identity, Optional.of(scope)));
            assertThat(answer.code()).isEqualTo(401);
            assertThat(answer.text())
                    .isEqualTo("{\"error\":{\"code\":401,\"identity\":{},\"message\":\"Error authenticating with"
                            + " application credential: Application credentials cannot request a scope.\","
                            + "\"title\":\"Unauthorized\"}}\n");
        }
    }

    @Test
    void tokenTellsOfItselfUntilItIsRevoked() throws IOException {
        String own = token(cloud().member());
        Answer given = logIn(cloud().logIn(cloud().member()));
        String token = given.header("X-Subject-Token").orElseThrow();
        Answer told = send("GET", tokensUrl(), "", "X-Auth-Token", own, "X-Subject-Token", token);
        assertThat(told.code()).isEqualTo(200);
        assertThat(told.header("X-Subject-Token")).contains(token);
        assertThat(JSON.readTree(told.text())).isEqualTo(JSON.readTree(given.text()));
        Answer revoked = send("DELETE", tokensUrl(), "", "X-Auth-Token", token, "X-Subject-Token", token);
        assertThat(revoked.code()).isEqualTo(204);
        for (String method : List.of("GET", "DELETE")) {
            Answer gone = send(method, tokensUrl(), "", "X-Auth-Token", own, "X-Subject-Token", token);
            assertThat(gone.code()).isEqualTo(404);
            assertThat(gone.text())
                    .isEqualTo("{\"error\":{\"code\":404,\"message\":\"Failed to validate token\","
                            + "\"title\":\"Not Found\"}}\n");
            Answer refused = send(method, tokensUrl(), "", "X-Auth-Token", token, "X-Subject-Token", token);
            assertThat(refused.code()).isEqualTo(401);
            assertThat(refused.text()).isEqualTo(REFUSED);
        }
    }

    @Test
    void versionIsTold() throws IOException {
        JsonNode version =
                JSON.readTree(send("GET", cloud().identity(), "").text()).path("version");
        assertThat(version.path("id").asText()).startsWith("v3.");
        assertThat(version.path("status").asText()).isEqualTo("stable");
        assertThat(version.path("links").path(0).path("href").asText()).isEqualTo(cloud().identity() + "/");
        URI root = URI.create(cloud().identity().toString().replaceFirst("v3$", ""));
        Answer versions = send("GET", root, "");
        assertThat(versions.code()).isEqualTo(300);
        assertThat(versions.header("Location")).contains(cloud().identity() + "/");
        assertThat(JSON.readTree(versions.text())
                        .path("versions")
                        .path("values")
                        .path(0))
                .isEqualTo(version);
        Answer missing = send("GET", URI.create(cloud().identity() + "/nothing"), "");
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.text()).startsWith("<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>");
    }
}
