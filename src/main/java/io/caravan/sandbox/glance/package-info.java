/** The embedded cloud's image service: Glance v2, with its three ways in. */
package io.caravan.sandbox.glance;
