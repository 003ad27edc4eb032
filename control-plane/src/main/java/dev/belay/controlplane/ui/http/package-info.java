/**
 * What holds for every answer of the console: a correlation id, errors as problem details, bounded
 * bodies. Knows nothing of releases. Start at {@link
 * dev.belay.controlplane.ui.http.CorrelationFilter}.
 */
@NullMarked
package dev.belay.controlplane.ui.http;

import org.jspecify.annotations.NullMarked;
