/** The connection to a cloud, with TLS and proxies; what an answer means, and which one is worth another try. */
package io.caravan.http;
