/** The demo, and the embedded cloud that it and others run on. */
package io.caravan.cli.demo;
