package dev.belay.upload.store;

import java.util.Locale;

/** The files of one upload. */
public enum Part {
  ORIGINAL,
  MAIN,
  THUMBNAIL;

  String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
