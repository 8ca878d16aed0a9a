/** What {@code caravan check} tries. */
package io.caravan.check;
