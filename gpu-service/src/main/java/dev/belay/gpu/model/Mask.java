package dev.belay.gpu.model;

/**
 * What a model found.
 *
 * @param alpha how much of each pixel is foreground, 0 to 1, row by row; not copied
 * @param confidence 0 to 1
 */
public record Mask(int width, int height, float[] alpha, float confidence) {}
