/**
 * A revision whose process ends some seconds after each start. Packed into variants of the service,
 * never into a production jar. Start at {@link dev.belay.upload.drill.crashloop.Crashes}.
 */
@NullMarked
package dev.belay.upload.drill.crashloop;

import org.jspecify.annotations.NullMarked;
