package dev.belay.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation in a TIFF structure. Metadata that makes no sense is ignored. */
final class ExifOrientation {

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int ENTRY = 12;

  private ExifOrientation() {}

  static Orientation read(ByteBuffer exif) {
    try {
      return find(exif);
    } catch (IndexOutOfBoundsException | IllegalArgumentException nonsense) {
      return Orientation.UPRIGHT;
    }
  }

  private static Orientation find(ByteBuffer exif) {
    // Some writers keep JPEG's "Exif\0\0" prefix in other containers.
    ByteBuffer tiff = exif.get(0) == 'E' ? exif.slice(6, exif.limit() - 6) : exif.slice();
    int mark = tiff.order(ByteOrder.BIG_ENDIAN).getShort(0);
    if (mark != 0x4949 && mark != 0x4d4d) {
      return Orientation.UPRIGHT;
    }
    tiff.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
        return Orientation.ofTag(tiff.getShort(entry + 8));
      }
    }
    return Orientation.UPRIGHT;
  }
}
