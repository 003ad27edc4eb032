/** A schema as the server's catalogue describes it, and what differs between two. */
@NullMarked
package dev.belay.controlplane.verification.schema;

import org.jspecify.annotations.NullMarked;
