/** How an object, or a file, becomes an image: which service makes it, and the pace of looking at it. */
package io.caravan.imports;
