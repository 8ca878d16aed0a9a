/** The embedded cloud's import services. */
package io.caravan.sandbox.imports;
