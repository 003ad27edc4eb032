package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import org.jspecify.annotations.Nullable;

/**
 * What is verified.
 *
 * @param stable what serves now; null before a service's first release
 * @param token of whoever asks: a preflight is a run on the platform
 */
public record Subject(
    Revision candidate, @Nullable Revision stable, VerificationPolicy policy, FencingToken token) {}
