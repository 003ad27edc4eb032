package dev.belay.images;

/** What is kept of an upload beside the original. The thumbnail is made from the main image. */
public record Renditions(Rendition main, Rendition thumbnail) {

  /** Longest side of the main image in pixels. */
  public static final int MAIN_SIDE = 1600;

  /** Longest side of the thumbnail in pixels. */
  public static final int THUMBNAIL_SIDE = 320;
}
