/** OpenStack's image service as commands, and what is done behind an import, ask it: images and whom they are shared with. */
package io.caravan.images;
