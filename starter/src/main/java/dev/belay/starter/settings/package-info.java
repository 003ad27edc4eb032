/**
 * What a service says of the settings that it needs, and the check of them before the first bean is
 * made. Never shows a value. Knows nothing of what a setting is for. Start at {@link
 * dev.belay.starter.settings.DeclaredSettings}; the check is {@link
 * dev.belay.starter.settings.StartupCheck}.
 */
@NullMarked
package dev.belay.starter.settings;

import org.jspecify.annotations.NullMarked;
