/**
 * Who may ask for cut-outs, decided before a body is read, and whether anybody can be served at
 * all. Knows nothing of images. Start at {@link dev.belay.gpu.access.ApiKeyFilter}.
 */
@NullMarked
package dev.belay.gpu.access;

import org.jspecify.annotations.NullMarked;
