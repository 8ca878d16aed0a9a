package io.caravan.job;

/**
 * Why a job ended in {@code failed/}.
 *
 * @param stage how far the job had come
 * @param what what happened, to which file or object
 * @param service what the service said, or empty
 * @param advice what to do now
 */
public record Failure(Stage stage, String what, String service, String advice) {}
