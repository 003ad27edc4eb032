package dev.belay.controlplane.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * A zip archive's own list of its entries, read without inflating anything and before a library
 * would take its word for how much memory it needs. The archive may be a part of a file.
 *
 * @param archiveBytes of the whole archive
 */
record CentralDirectory(List<Entry> entries, long archiveBytes) {

  /** One less than what means "look elsewhere" in the format. */
  static final int MOST_ENTRIES = 65_534;

  static final int MOST_BYTES = 16 << 20;

  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 65_535;
  private static final int RECORD = 0x02014b50;
  private static final int RECORD_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;
  private static final long ELSEWHERE = 0xFFFFFFFFL;

  /**
   * As the archive says; not to be believed.
   *
   * @param header where the entry's own header is in the file
   */
  record Entry(String name, boolean stored, long compressed, long size, long header) {}

  /** There are more of them than anybody reads. */
  static final class TooManyEntriesException extends IOException {

    private static final long serialVersionUID = 1L;

    TooManyEntriesException(String message) {
      super(message);
    }
  }

  /**
   * @param from where the archive begins in the file
   * @param to where it ends
   */
  static CentralDirectory read(FileChannel file, long from, long to) throws IOException {
    ByteBuffer tail = tail(file, from, to, END_LENGTH);
    if (tail.limit() < END_LENGTH || tail.getInt(0) != END || tail.getShort(20) != 0) {
      // Most have no comment behind their end.
      tail = tail(file, from, to, END_LENGTH + LONGEST_COMMENT);
    }
    int end = end(tail);
    int count = Short.toUnsignedInt(tail.getShort(end + 10));
    long length = Integer.toUnsignedLong(tail.getInt(end + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
    if (count > MOST_ENTRIES || length > MOST_BYTES || offset == ELSEWHERE) {
      throw new TooManyEntriesException(
          "%d or more entries, listed in %d bytes; %d entries in %d bytes at most"
              .formatted(count, length, MOST_ENTRIES, MOST_BYTES));
    }
    long directoryEnd = to - tail.limit() + end;
    long directory = directoryEnd - length;
    // What stands before the archive, such as a script that starts it, is not counted in offsets.
    long base = directory - offset;
    if (directory < from || base < from) {
      throw new ZipException("its list of entries lies outside of it");
    }
    ByteBuffer records = bytes(file, directory, directoryEnd, "its list of entries is cut off");
    return new CentralDirectory(entries(records, count, base), to - from);
  }

  private static ByteBuffer tail(FileChannel file, long from, long to, int most)
      throws IOException {
    return bytes(file, Math.max(from, to - most), to, "its end is missing");
  }

  /** The nearest to the end counts; a second reading of it is not offered. */
  private static int end(ByteBuffer tail) throws ZipException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        if (Short.toUnsignedInt(tail.getShort(at + 20)) != tail.limit() - END_LENGTH - at) {
          throw new ZipException("its end is ambiguous");
        }
        return at;
      }
    }
    throw new ZipException("it is no zip archive, or its end is missing");
  }

  private static List<Entry> entries(ByteBuffer records, int count, long base) throws ZipException {
    var entries = new ArrayList<Entry>();
    int at = 0;
    while (at < records.limit()) {
      if (records.limit() - at < RECORD_LENGTH || records.getInt(at) != RECORD) {
        throw new ZipException("its list of entries is damaged");
      }
      int name = Short.toUnsignedInt(records.getShort(at + 28));
      int next =
          at
              + RECORD_LENGTH
              + name
              + Short.toUnsignedInt(records.getShort(at + 30))
              + Short.toUnsignedInt(records.getShort(at + 32));
      if (next > records.limit() || entries.size() == count) {
        throw new ZipException("its list of entries is damaged");
      }
      entries.add(
          new Entry(
              UTF_8.decode(records.slice(at + RECORD_LENGTH, name)).toString(),
              records.getShort(at + 10) == 0,
              Integer.toUnsignedLong(records.getInt(at + 20)),
              Integer.toUnsignedLong(records.getInt(at + 24)),
              base + Integer.toUnsignedLong(records.getInt(at + 42))));
      at = next;
    }
    if (entries.size() != count) {
      throw new ZipException("its list of entries is damaged");
    }
    return entries;
  }

  /** The list of an archive that is stored in another as it is. */
  static CentralDirectory within(FileChannel file, Entry nested) throws IOException {
    ByteBuffer header =
        bytes(file, nested.header(), nested.header() + LOCAL_LENGTH, "an entry is missing");
    long from =
        nested.header()
            + LOCAL_LENGTH
            + Short.toUnsignedInt(header.getShort(26))
            + Short.toUnsignedInt(header.getShort(28));
    return read(file, from, from + nested.size());
  }

  private static ByteBuffer bytes(FileChannel file, long from, long to, String otherwise)
      throws IOException {
    if (from > to || to > file.size()) {
      throw new ZipException(otherwise);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException(otherwise);
      }
    }
    return bytes.flip();
  }
}
