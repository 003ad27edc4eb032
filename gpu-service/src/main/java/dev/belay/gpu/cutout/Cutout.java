package dev.belay.gpu.cutout;

/**
 * A cut-out, ready to send.
 *
 * @param made false if the model was not sure enough, so that the image is whole
 * @param modelVersion name and version of the model
 */
public record Cutout(
    byte[] png, boolean made, double confidence, String modelVersion, String device) {}
