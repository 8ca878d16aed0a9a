/** Fujitsu K5's {@code vmimport}: its requests, and what its answers mean for a job. */
package io.caravan.imports.vmimport;
