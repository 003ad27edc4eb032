package dev.belay.controlplane.local.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of bounded length. */
final class LineReader {

  static final int MAX_LINE_BYTES = 64 * 1024;

  private final InputStream in;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line, null at the end. */
  @Nullable String next() throws IOException {
    var line = new ByteArrayOutputStream(512);
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw new IOException("A line is longer than " + MAX_LINE_BYTES + " bytes");
      }
      line.write(b);
    }
    return null;
  }
}
