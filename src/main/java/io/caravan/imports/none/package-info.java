/** No import: objects are all that is wanted. */
package io.caravan.imports.none;
