/** OpenStack's image service, Glance v2: its requests, and what its answers mean for a job. */
package io.caravan.imports.glance;
