/**
 * The directory that holds everything of one local Belay: its layout, credentials and the
 * identities of its processes. Must not start anything. Start at {@link
 * dev.belay.cli.home.BelayHome}.
 */
@NullMarked
package dev.belay.cli.home;

import org.jspecify.annotations.NullMarked;
