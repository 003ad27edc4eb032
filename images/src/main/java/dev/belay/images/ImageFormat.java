package dev.belay.images;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats that are taken, told apart by their first bytes and nothing else. */
public enum ImageFormat {
  JPEG("image/jpeg", List.of("image/jpg", "image/pjpeg"), List.of("jpg", "jpeg", "jpe", "jfif")),
  PNG("image/png", List.of("image/x-png"), List.of("png")),
  WEBP("image/webp", List.of(), List.of("webp")),
  /** Of which the first frame is taken. */
  GIF("image/gif", List.of(), List.of("gif"));

  /** How many first bytes {@link #sniff} needs. */
  public static final int SNIFF_BYTES = 16;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static final byte[] GIF_87 = {'G', 'I', 'F', '8', '7', 'a'};
  private static final byte[] GIF_89 = {'G', 'I', 'F', '8', '9', 'a'};

  private final String contentType;
  private final List<String> aliases;
  private final List<String> extensions;

  ImageFormat(String contentType, List<String> aliases, List<String> extensions) {
    this.contentType = contentType;
    this.aliases = aliases;
    this.extensions = extensions;
  }

  public String contentType() {
    return contentType;
  }

  /** What the first bytes say; empty if they are no supported image. */
  public static Optional<ImageFormat> sniff(byte[] head) {
    if (startsWith(head, 0, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff})) {
      return Optional.of(JPEG);
    }
    if (startsWith(head, 0, PNG_SIGNATURE)) {
      return Optional.of(PNG);
    }
    if (startsWith(head, 0, GIF_87) || startsWith(head, 0, GIF_89)) {
      return Optional.of(GIF);
    }
    boolean riff = startsWith(head, 0, new byte[] {'R', 'I', 'F', 'F'});
    return riff && startsWith(head, 8, new byte[] {'W', 'E', 'B', 'P'})
        ? Optional.of(WEBP)
        : Optional.empty();
  }

  private static boolean startsWith(byte[] head, int offset, byte[] expected) {
    int end = offset + expected.length;
    return head.length >= end && Arrays.equals(head, offset, end, expected, 0, expected.length);
  }

  /** Whether a declared media type means this format. */
  public boolean isDeclaredAs(String mediaType) {
    String type = mediaType.toLowerCase(Locale.ROOT);
    return contentType.equals(type) || aliases.contains(type);
  }

  /** Whether a file name's extension means this format. */
  public boolean isNamedAs(String extension) {
    return extensions.contains(extension.toLowerCase(Locale.ROOT));
  }

  /** For people: what is taken. */
  public static String supported() {
    return "JPEG, PNG, WebP and GIF";
  }
}
