/**
 * What a local installation keeps on disk: the layout of {@code BELAY_HOME}, its ports, its
 * secrets, and writing that survives a crash at any moment. Must not know what runs. Start at
 * {@link dev.belay.controlplane.local.home.BelayHome}.
 */
@NullMarked
package dev.belay.controlplane.local.home;

import org.jspecify.annotations.NullMarked;
