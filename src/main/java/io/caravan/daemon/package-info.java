/** Start and stop, taking and letting go of jobs, notices, and what a failure means. */
package io.caravan.daemon;
