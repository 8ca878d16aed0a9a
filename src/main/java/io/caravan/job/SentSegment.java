package io.caravan.job;

/**
 * One piece of a verified object.
 *
 * @param name the segment's name in its container
 * @param bytes its size
 * @param etag its Etag without quotes, the MD5 of its bytes
 */
public record SentSegment(String name, long bytes, String etag) {}
