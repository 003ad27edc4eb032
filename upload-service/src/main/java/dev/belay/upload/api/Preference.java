package dev.belay.upload.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What {@code Accept} says of image formats. */
final class Preference {

  private static final MediaType WEBP = MediaType.parseMediaType("image/webp");

  private Preference() {}

  /**
   * Whether WebP is named, and no less liked than JPEG: those who take anything are not known to
   * read it.
   */
  static boolean isWebp(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    try {
      List<MediaType> types = MediaType.parseMediaTypes(accept);
      double webp = quality(types, WEBP);
      return webp > 0 && webp >= quality(types, MediaType.IMAGE_JPEG);
    } catch (InvalidMediaTypeException malformed) {
      return false;
    }
  }

  private static double quality(List<MediaType> types, MediaType type) {
    return types.stream()
        .filter(each -> each.equalsTypeAndSubtype(type))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }
}
