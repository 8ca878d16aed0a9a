/** An image's file: whether it can be an image at all, and whether its bytes are those that were meant. */
package io.caravan.content;
