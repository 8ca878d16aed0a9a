/**
 * The record of a job, its journal, the dispatcher that says which job goes on, and how a job ends. It knows nothing of
 * the cloud.
 */
package io.caravan.job;
