package dev.belay.upload.intake;

import dev.belay.images.ImageFormat;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of a file. Nothing is decided by it.
 *
 * @param contentType in lower case without parameters; empty if none was given
 * @param fileName without directories and control characters, 200 characters at most; {@code image}
 *     if nothing is left
 */
public record Declared(String contentType, String fileName) {

  public static final int MAX_NAME = 200;
  private static final int MAX_TYPE = 100;

  public static Declared of(@Nullable String contentType, @Nullable String fileName) {
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    return new Declared(
        printable(type, MAX_TYPE).toLowerCase(Locale.ROOT),
        cleaned(fileName == null ? "" : fileName));
  }

  // Cut by code points first: a name of megabytes must not be normalised as a whole.
  private static String cleaned(String fileName) {
    String name = fileName.substring(lastSeparator(fileName) + 1);
    String clean = Normalizer.normalize(printable(name, MAX_NAME), Normalizer.Form.NFC).strip();
    return clean.isEmpty() || clean.chars().allMatch(c -> c == '.')
        ? "image"
        : printable(clean, MAX_NAME);
  }

  private static int lastSeparator(String fileName) {
    return Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\'));
  }

  private static String printable(String text, int limit) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .filter(Declared::isPrintable)
        .limit(limit)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  String extension() {
    int dot = fileName.lastIndexOf('.');
    return dot < 0 ? "" : fileName.substring(dot + 1);
  }

  /** Where the declaration contradicts the content, in words for callers. */
  List<String> contradictions(ImageFormat found) {
    List<String> told = new ArrayList<>();
    boolean anyType = contentType.isEmpty() || contentType.equals("application/octet-stream");
    if (!anyType && !found.isDeclaredAs(contentType)) {
      told.add(
          "Declared as %s, but the content is %s.".formatted(contentType, found.contentType()));
    }
    if (!extension().isEmpty() && !found.isNamedAs(extension())) {
      told.add("Named .%s, but the content is %s.".formatted(extension(), found.contentType()));
    }
    return told;
  }
}
