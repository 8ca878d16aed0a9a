/** Which file in the inbox is ready, what its sidecar asks for, and the claim that makes a job of it. */
package io.caravan.intake;
