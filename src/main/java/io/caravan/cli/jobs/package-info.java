/** The commands that show a running daemon's jobs, and that steer them. */
package io.caravan.cli.jobs;
