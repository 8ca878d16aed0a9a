/** Where the program begins. {@code docs/architecture.md} shows what stands on what. */
package io.caravan;
