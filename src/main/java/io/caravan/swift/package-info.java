/**
 * What is known of Swift: names of segments, listings, manifests, limits, Etags; and a plain client for commands.
 */
package io.caravan.swift;
