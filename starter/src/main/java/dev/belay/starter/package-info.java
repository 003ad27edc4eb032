/** The starter. */
@NullMarked
package dev.belay.starter;

import org.jspecify.annotations.NullMarked;
