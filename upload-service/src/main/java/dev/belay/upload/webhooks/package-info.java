/**
 * Telling callers what became of their uploads. Events are rows that are written with what they
 * tell of, and delivered however often it takes. Knows nothing of HTTP on our own side. Start at
 * {@link dev.belay.upload.webhooks.Outbox}.
 */
@NullMarked
package dev.belay.upload.webhooks;

import org.jspecify.annotations.NullMarked;
