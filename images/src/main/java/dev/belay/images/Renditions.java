package dev.belay.images;

import java.time.Duration;

/**
 * What is kept of an upload beside the original. The thumbnail is made from the main image.
 *
 * @param took how long each step of it was
 */
public record Renditions(Rendition main, Rendition thumbnail, Took took) {

  /** Longest side of the main image in pixels. */
  public static final int MAIN_SIDE = 1600;

  /** Longest side of the thumbnail in pixels. */
  public static final int THUMBNAIL_SIDE = 320;

  /**
   * Time on the clock, which is what tells slow disks from slow decoders and both from a queue.
   *
   * @param queue until there was room and a thread
   * @param decode to pixels
   * @param main scaling, turning and encoding of the main image
   * @param thumbnail the same of the thumbnail
   */
  public record Took(Duration queue, Duration decode, Duration main, Duration thumbnail) {

    Took after(Duration waited) {
      return new Took(waited, decode, main, thumbnail);
    }
  }

  Renditions after(Duration waited) {
    return new Renditions(main, thumbnail, took.after(waited));
  }

  /** Counts the steps as they end. */
  static final class Clock {

    private long since = System.nanoTime();

    Duration lap() {
      long now = System.nanoTime();
      Duration lap = Duration.ofNanos(now - since);
      since = now;
      return lap;
    }

    /** Of the whole, once its last step has ended. */
    Took took(Duration decode, Duration main) {
      return new Took(Duration.ZERO, decode, main, lap());
    }
  }
}
