/** The embedded cloud's Keystone. */
package io.caravan.sandbox.keystone;
