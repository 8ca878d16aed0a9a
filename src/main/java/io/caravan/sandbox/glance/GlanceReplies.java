package io.caravan.sandbox.glance;

import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;

/** Glance's refusals, as it words them for who accepts any kind of text. */
final class GlanceReplies {
    private GlanceReplies() {}

    static Refusal refusal(int status, String title, String words) {
        return new Refusal(error(status, title, words));
    }

    static Reply error(int status, String title, String words) {
        return Reply.of(status, "text/plain", status + " " + title + "\n\n" + words + "\n\n   ");
    }

    static Refusal badRequest(String words) {
        return refusal(400, "Bad Request", words);
    }

    static Refusal forbidden(String words) {
        return refusal(403, "Forbidden", words);
    }

    static Refusal conflict(String words) {
        return refusal(409, "Conflict", words);
    }

    static Refusal noImage(String id) {
        return refusal(404, "Not Found", "No image found with ID " + id);
    }

    static Refusal noResource() {
        return refusal(404, "Not Found", "The resource could not be found.");
    }

    static Refusal unauthorized() {
        return refusal(
                401,
                "Unauthorized",
                "This server could not verify that you are authorized to access the document you requested."
                        + " Either you supplied the wrong credentials (e.g., bad password), or your browser does"
                        + " not understand how to supply the credentials required.");
    }
}
