/** What {@code caravan gc} finds and deletes: segments that nothing refers to. */
package io.caravan.cleanup;
