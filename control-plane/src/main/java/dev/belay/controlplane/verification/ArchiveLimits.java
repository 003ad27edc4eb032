package dev.belay.controlplane.verification;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * How much an artifact may become when it is unpacked. Real ones inflate 2 to 20 times, and hold
 * some hundred MB.
 */
final class ArchiveLimits {

  /** Of one entry. */
  static final long ENTRY = 2L << 30;

  /** Of all entries together. */
  static final long ALL = 4L << 30;

  /** Of an entry that becomes larger than {@link #SUSPECT}. Deflate makes 1,032 at most. */
  static final long RATIO = 200;

  static final long SUSPECT = 16L << 20;

  /** Of what is read as a whole: the release contract. */
  static final long CONTRACT = 16L << 20;

  /** Of the manifest; a signed one has a line for each entry. */
  static final long MANIFEST = 8L << 20;

  private ArchiveLimits() {}

  /** More came out than anybody needs. */
  static final class ExceededException extends IOException {

    private static final long serialVersionUID = 1L;

    ExceededException(String message) {
      super(message);
    }
  }

  static long of(String entry) {
    return switch (entry) {
      case "META-INF/MANIFEST.MF" -> MANIFEST;
      case "META-INF/release-contract.json", "BOOT-INF/classes/META-INF/release-contract.json" ->
          CONTRACT;
      default -> ENTRY;
    };
  }

  /** Refuses what is too much, in bytes before and after. */
  static void check(String entry, long compressed, long size) throws ExceededException {
    long limit = of(entry);
    if (size > limit) {
      throw new ExceededException(
          "%s becomes larger than %d MiB".formatted(ArchiveNames.shown(entry), limit >> 20));
    }
    if (size > SUSPECT && size / RATIO > compressed) {
      throw new ExceededException(
          "%s becomes more than %d times its size, beyond %d MiB"
              .formatted(ArchiveNames.shown(entry), RATIO, SUSPECT >> 20));
    }
  }

  /** Lets through what is within the limits; can be interrupted. */
  static final class Counting extends FilterInputStream {

    private final String entry;
    private final long compressed;
    private final long before;
    private long count;

    /**
     * @param before what other entries have become
     */
    Counting(InputStream in, String entry, long compressed, long before) {
      super(in);
      this.entry = entry;
      this.compressed = compressed;
      this.before = before;
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      check(entry, compressed, count);
      if (before + count > ALL) {
        throw new ExceededException("it becomes larger than %d MiB".formatted(ALL >> 20));
      }
      return read;
    }

    @Override
    public long skip(long most) {
      throw new UnsupportedOperationException("what is skipped is not counted");
    }
  }
}
