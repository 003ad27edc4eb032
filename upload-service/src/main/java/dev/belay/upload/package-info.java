/** The image upload API. */
@NullMarked
package dev.belay.upload;

import org.jspecify.annotations.NullMarked;
