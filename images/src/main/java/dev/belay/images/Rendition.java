package dev.belay.images;

/** An image made from an upload: turned upright, in sRGB, without metadata. */
public record Rendition(byte[] content, String contentType, Dimensions size) {}
