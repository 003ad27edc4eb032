package dev.belay.starter.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** What a value must be. Reads values as Spring Boot's binder does, so that both agree. */
public enum SettingType {
  STRING("text"),
  /** As {@link #STRING}, and always a secret. */
  SECRET_STRING("text"),
  INTEGER("a whole number"),
  BOOLEAN("true or false"),
  DURATION("a duration such as 500ms, 30s, 5m or 24h"),
  SIZE("a size such as 512KB or 20MB"),
  URI("a URI with a scheme, such as https://host/path"),
  PATH("a file path");

  private static final Set<String> BOOLEANS =
      Set.of("true", "on", "yes", "1", "false", "off", "no", "0");

  private final String words;

  SettingType(String words) {
    this.words = words;
  }

  /** As written in a declaration, such as {@code secret-string}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What would be right, in words. */
  public String words() {
    return words;
  }

  boolean isText() {
    return this == STRING || this == SECRET_STRING;
  }

  /** Whether limits make sense: of a number, a duration, a size, and of a text's length. */
  boolean hasLimits() {
    return switch (this) {
      case STRING, SECRET_STRING, INTEGER, DURATION, SIZE -> true;
      case BOOLEAN, URI, PATH -> false;
    };
  }

  boolean accepts(String value) {
    try {
      return switch (this) {
        case STRING, SECRET_STRING -> true;
        case BOOLEAN -> BOOLEANS.contains(value.strip().toLowerCase(Locale.ROOT));
        case INTEGER, DURATION, SIZE -> {
          quantity(value); // throws for what is none
          yield true;
        }
        case URI -> new URI(value.strip()).getScheme() != null;
        case PATH -> !Path.of(value).toString().isEmpty();
      };
    } catch (URISyntaxException | IllegalArgumentException | ArithmeticException no) {
      return false;
    }
  }

  /** What limits are compared with: a text's characters, a duration's milliseconds, bytes. */
  long measure(String value) {
    return isText() ? value.codePointCount(0, value.length()) : quantity(value);
  }

  /** A limit as written in a declaration. */
  long limit(String text) {
    return isText() ? Long.parseLong(text) : quantity(text);
  }

  private long quantity(String text) {
    String bare = text.strip();
    return switch (this) {
      case DURATION -> DurationStyle.detectAndParse(bare).toMillis();
      case SIZE -> DataSize.parse(bare).toBytes();
      default -> Long.parseLong(bare);
    };
  }
}
