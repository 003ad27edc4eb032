package dev.belay.controlplane.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a migration script is written: each reader must read the same statements in it. */
final class ScriptText {

  /** As Flyway names what it applies. */
  private static final Pattern SCRIPT =
      Pattern.compile("(?:.*/)?(?:[VBU][0-9][0-9._]*|R)__[^/]*\\.sql");

  private static final int BUFFER = 8192;

  private ScriptText() {}

  static boolean isScript(String entry) {
    return SCRIPT.matcher(entry).matches();
  }

  /** What is odd about it; reads all of the stream in bounded memory. */
  static Optional<String> oddity(InputStream in) throws IOException {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer characters = CharBuffer.allocate(BUFFER);
    boolean first = true;
    boolean ended = false;
    while (!ended) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = read < 0;
      bytes.position(bytes.position() + Math.max(0, read)).flip();
      boolean bad = decoder.decode(bytes, characters, ended).isError();
      bytes.compact();
      characters.flip();
      if (first && characters.hasRemaining()) {
        first = false;
        if (characters.get(0) == '\uFEFF') {
          return Optional.of("begins with a byte order mark");
        }
      }
      if (characters.chars().anyMatch(each -> each == 0)) {
        return Optional.of("has a NUL character");
      }
      if (bad) {
        return Optional.of("is not UTF-8");
      }
      characters.clear();
    }
    return Optional.empty();
  }
}
