/**
 * Keystone: sign-in, token, catalog; and the {@code cloud:} component, by which routes ask the cloud's services and
 * nobody else.
 */
package io.caravan.cloud;
