package io.caravan.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.http.CloudHttp;
import io.caravan.http.HttpAnswers;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.http.Statuses;
import io.caravan.settings.Settings;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import io.caravan.text.Secret;
import io.caravan.text.Secrets;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Fujitsu K5's central portal, whose token is none of Keystone's: {@code POST /API/paas/auth/token}. */
public final class K5Portal {

    private static final ObjectMapper JSON = BoundedJson.mapper();
    private static final int LONGEST_ANSWER = 64 << 10;

    private K5Portal() {}

    /**
     * What the portal has granted.
     *
     * @param expiresAt in the portal's words, which name no time zone
     */
    public record Grant(Secret secret, String user, String contract, String scope, String expiresAt) {}

    /**
     * Signs in.
     *
     * @throws SignInException when the portal refuses, in its own words
     * @throws IOException when it is away, or its answer can't be read
     */
    public static Grant signIn(Settings.Portal portal, CloudHttp http) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("auth")
                .putObject("identity")
                .putObject("password")
                .putObject("user")
                .put("contract_number", portal.contract())
                .put("name", portal.username())
                .put("password", portal.password().reveal());
        URI url = URI.create(portal.url() + "/API/paas/auth/token");
        HttpPost request = new HttpPost(url);
        request.setEntity(new StringEntity(JSON.writeValueAsString(root), ContentType.APPLICATION_JSON));
        return http.ask(request, response -> {
            String body =
                    response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity(), LONGEST_ANSWER);
            Header token = response.getFirstHeader("X-Access-Token");
            if (response.getCode() != 201 || token == null) {
                throw refusal(portal, url, response, words(body));
            }
            return grant(token.getValue(), portal, body);
        });
    }

    private static Grant grant(String token, Settings.Portal portal, String body) {
        JsonNode answer = parsed(body).path("token");
        return new Grant(
                new Secret(token),
                LogText.clean(answer.path("user").path("name").asText(portal.username())),
                LogText.clean(answer.path("user").path("contract_number").asText(portal.contract())),
                LogText.clean(answer.path("scope").asText("")),
                LogText.clean(answer.path("expires_at").asText("")));
    }

    private static IOException refusal(Settings.Portal portal, URI url, ClassicHttpResponse response, String words) {
        int status = response.getCode();
        if (Statuses.mayPass(status)) {
            return new ServiceRefusal(url.toString(), status, response.getReasonPhrase(), words);
        }
        return new SignInException(url + " answered " + status + ": " + words + " (user '" + portal.username()
                + "' of the contract '" + portal.contract() + "')");
    }

    /** What the portal says in {@code business.businessErrorInfo}, with its code. */
    private static String words(String body) {
        JsonNode business = parsed(body).path("business");
        String info = business.path("businessErrorInfo").asText("");
        String code = business.path("responseErrorCode").asText("");
        if (info.isBlank() && code.isBlank()) {
            return HttpAnswers.words(body);
        }
        StringBuilder words = new StringBuilder(info);
        business.path("embeddedString")
                .forEach(text -> words.append(words.isEmpty() ? "" : " ").append(text.asText("")));
        return LogText.clean(Secrets.hide(words + (code.isBlank() ? "" : " (" + code + ")")));
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
