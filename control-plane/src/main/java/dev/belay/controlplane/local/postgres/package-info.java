/**
 * The services' database server: the embedded PostgreSQL as a detached process of this home, or one
 * given by URL, with a database and two roles for each service. Must not know revisions. Start at
 * {@link dev.belay.controlplane.local.postgres.EmbeddedServer}.
 */
@NullMarked
package dev.belay.controlplane.local.postgres;

import org.jspecify.annotations.NullMarked;
