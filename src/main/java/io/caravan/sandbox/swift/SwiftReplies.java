package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Reply;

/** Swift's answers that carry no data, word for word. */
final class SwiftReplies {
    static final String HTML = "text/html; charset=UTF-8";

    /** What a report of a large object says where a page would say 400. */
    static final String MALFORMED_LINES = "Bad Request\nThe server could not comply with the request since it is either"
            + " malformed or otherwise incorrect.";

    /** What a report of a large object says where a page would say 422. */
    static final String UNPROCESSABLE_LINES = "Unprocessable Entity\nUnable to process the contained instructions";

    private SwiftReplies() {}

    static Reply created() {
        return Reply.of(201, HTML, Payload.EMPTY);
    }

    static Reply accepted() {
        return page(202, "Accepted", "The request is accepted for processing.");
    }

    static Reply noContent() {
        return Reply.of(204, HTML, Payload.EMPTY);
    }

    /** 400 with the service's words as the whole body. */
    static Reply badRequest(String words) {
        return Reply.of(400, HTML, words);
    }

    /** 400 for a name or for metadata beyond its limits: the one kind that comes as plain text. */
    static Reply badHeader(String words) {
        return Reply.of(400, "text/plain", words);
    }

    /** 400 for a version of the API that there is not. */
    static Reply malformed() {
        return page(
                400,
                "Bad Request",
                "The server could not comply with the request since it is either malformed or otherwise incorrect.");
    }

    static Reply unauthorized(String account, String identityUrl) {
        return page(
                        401,
                        "Unauthorized",
                        "This server could not verify that you are authorized to access the document you requested.")
                .with("Www-Authenticate", "Swift realm=\"" + account + "\"")
                .with("WWW-Authenticate", "Keystone uri=\"" + identityUrl + "\"");
    }

    static Reply forbidden() {
        return page(403, "Forbidden", "Access was denied to this resource.");
    }

    static Reply notFound() {
        return page(404, "Not Found", "The resource could not be found.");
    }

    static Reply methodNotAllowed(String allowed) {
        return page(405, "Method Not Allowed", "The method is not allowed for this resource.")
                .with("Allow", allowed);
    }

    static Reply conflict() {
        return page(409, "Conflict", "There was a conflict when trying to complete your request.");
    }

    static Reply lengthRequired() {
        return Reply.of(411, "text/plain", "Missing Content-Length header.");
    }

    /** 411 in the words of Swift's large objects, which differ from those of its plain ones. */
    static Reply lengthRequiredPage() {
        return page(411, "Length Required", "Content-Length header required.");
    }

    static Reply preconditionFailed() {
        return page(412, "Precondition Failed", "A precondition for this request was not met.");
    }

    static Reply preconditionFailed(String words) {
        return Reply.of(412, HTML, words);
    }

    /** Refused by the announced length. */
    static Reply tooLarge() {
        return Reply.of(413, "text/plain", "Your request is too large.");
    }

    /** A manifest with too many bytes or segments. */
    static Reply tooLarge(String words) {
        return Reply.of(413, HTML, words);
    }

    /** Refused while the body came. */
    static Reply tooLargeMeanwhile() {
        return page(413, "Request Entity Too Large", "The body of your request was too large for this server.");
    }

    static Reply quotaExceeded() {
        return Reply.of(413, HTML, "Upload exceeds quota.");
    }

    static Reply rangeNotSatisfiable() {
        return page(416, "Requested Range Not Satisfiable", "The Range requested is not available.");
    }

    static Reply unprocessable() {
        return page(422, "Unprocessable Entity", "Unable to process the contained instructions");
    }

    static Reply internalError() {
        return Reply.of(500, "text/plain", "An error occurred");
    }

    /** What comes of an error in the midst of an answer of which nothing has gone out. */
    static Reply crash() {
        return Reply.of(500, "text/plain", "Traceback (most recent call last):\n")
                .with("Connection", "close");
    }

    private static Reply page(int status, String title, String words) {
        return Reply.of(status, HTML, "<html><h1>" + title + "</h1><p>" + words + "</p></html>");
    }
}
