package dev.belay.upload.jobs;

import org.jspecify.annotations.Nullable;

/**
 * That an upload is to get a cut-out.
 *
 * @param effects for gpu-service, which decides what they mean; 200 characters at most
 */
public record CutoutOrder(@Nullable String effects) {}
