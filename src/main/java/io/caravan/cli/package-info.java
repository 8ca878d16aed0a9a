/** The commands, and what they print. */
package io.caravan.cli;
