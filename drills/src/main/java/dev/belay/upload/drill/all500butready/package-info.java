/**
 * A revision that is ready and answers 500 to everybody. Packed into its own variant of the
 * service, never into a production jar. Start at {@link
 * dev.belay.upload.drill.all500butready.AnswersFiveHundred}.
 */
@NullMarked
package dev.belay.upload.drill.all500butready;

import org.jspecify.annotations.NullMarked;
