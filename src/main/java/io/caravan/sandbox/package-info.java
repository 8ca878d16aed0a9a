/** The embedded cloud, for the demo, for trials and for tests. It knows nothing of the rest. */
package io.caravan.sandbox;
