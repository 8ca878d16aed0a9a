/** The terminal: width, wrapping, output that can be seen, a quiet log. */
package io.caravan.cli.console;
