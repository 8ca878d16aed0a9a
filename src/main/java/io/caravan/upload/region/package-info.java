/** A region of a file: sent from where it lies, hashed, looked through for zeros. */
package io.caravan.upload.region;
