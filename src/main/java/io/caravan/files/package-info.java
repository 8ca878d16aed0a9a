/** Writes that a crash leaves either not begun or complete, who may read or change a file, names, certificates. */
package io.caravan.files;
