/** What a disk image is, and whether it is safe and whole, by a few of its bytes. */
package io.caravan.inspect;
