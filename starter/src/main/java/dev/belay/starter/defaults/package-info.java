/**
 * The settings that a watched service starts with, below everything that the service or its
 * operator sets. Must not decide anything a bean could decide later. Start at {@link
 * dev.belay.starter.defaults.BelayDefaults}.
 */
@NullMarked
package dev.belay.starter.defaults;

import org.jspecify.annotations.NullMarked;
