/** What commands share: how settings are given to them; the terminal, its width, wrapping, output that can be seen. */
package io.caravan.cli.console;
