/**
 * How an image becomes an object: plan, segments, regions of the file, the tally of their outcomes, manifests,
 * verification, and what the object takes the place of.
 */
package io.caravan.upload;
