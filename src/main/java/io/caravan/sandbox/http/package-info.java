/** The embedded cloud's server, its log of requests, and the disturbances that tests ask for. */
package io.caravan.sandbox.http;
