/** How an object becomes an image: the import service's requests and answers, and the pace of polling. */
package io.caravan.imports;
