/** What {@code caravan download} does: an object, part by part, resumed and verified. */
package io.caravan.download;
