/** Clean text for logs, sizes and times as people write them, secrets that don't show, JSON, percent code. */
package io.caravan.text;
