package dev.belay.images;

/**
 * How much is decoded at once.
 *
 * @param settings under which the caller configures these, such as {@code upload.image}; for
 *     messages
 * @param maxPixels largest width x height
 * @param maxFrames of an animation, though only its first is decoded
 * @param threads images decoded at the same time, at least 1
 * @param maxPixelsAtOnce pixels of all images that are decoded or wait for a thread, at least
 *     {@code maxPixels}. An image counts a million at least
 * @param maxWaiting images that may wait for that budget
 */
public record DecodingLimits(
    String settings,
    long maxPixels,
    int maxFrames,
    int threads,
    long maxPixelsAtOnce,
    int maxWaiting) {}
