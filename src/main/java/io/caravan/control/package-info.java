/** What people see of a running daemon's jobs, and what they have it do with them: by a socket in the spool. */
package io.caravan.control;
