/**
 * Who may upload and which origins may call from a browser, decided before a body is read. Knows
 * nothing of images. Start at {@link dev.belay.upload.access.ApiKeyFilter}.
 */
@NullMarked
package dev.belay.upload.access;

import org.jspecify.annotations.NullMarked;
