package dev.belay.controlplane.verification.compatibility;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's types, as far as one holds less than another. */
final class Types {

  private static final Pattern WITH_SIZE =
      Pattern.compile("([a-z ]+)\\((\\d+)(?:,(-?\\d+))?\\)(.*)");
  private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint", "numeric");
  private static final List<String> LIMITS = List.of("32767", "2147483647", "9223372036854775807");
  private static final String CHARACTERS = "character varying";

  private Types() {}

  /** What became of the values that a column can hold. */
  enum Extent {
    /** All of before, and more. */
    WIDER,
    /** The same kind of values, not all of them. */
    NARROWER,
    OTHER
  }

  static Extent change(String old, String now) {
    if (isText(old) && isText(now)) {
      return size(now) >= size(old) ? Extent.WIDER : Extent.NARROWER;
    }
    int oldRank = INTEGERS.indexOf(base(old));
    int newRank = INTEGERS.indexOf(base(now));
    if (oldRank < 0 || newRank < 0) {
      return Extent.OTHER;
    }
    if (base(now).equals("numeric") && now.contains("(")) {
      return whole(now) >= whole(old) && scale(now) >= scale(old) ? Extent.WIDER : Extent.NARROWER;
    }
    return newRank >= oldRank ? Extent.WIDER : Extent.NARROWER;
  }

  /** Whether a row's value would not fit; null where that cannot be made of the type's name. */
  static @Nullable String tooLarge(String column, String now) {
    if (isText(now)) {
      return "length(%s) > %d".formatted(column, size(now));
    }
    if (now.startsWith("numeric(")) {
      return "abs(%s) >= 10::numeric ^ %d".formatted(column, whole(now));
    }
    int rank = INTEGERS.indexOf(base(now));
    return rank < 0 || rank >= LIMITS.size()
        ? null
        : "abs(%s::numeric) > %s".formatted(column, LIMITS.get(rank));
  }

  private static boolean isText(String type) {
    return base(type).equals(CHARACTERS) || type.equals("text") || base(type).equals("character");
  }

  private static long size(String type) {
    Matcher sized = WITH_SIZE.matcher(type);
    return sized.matches() ? Long.parseLong(sized.group(2)) : Long.MAX_VALUE;
  }

  /** Digits before the point. */
  private static int whole(String type) {
    Matcher sized = WITH_SIZE.matcher(type);
    if (sized.matches()) {
      return Integer.parseInt(sized.group(2)) - scale(type);
    }
    return switch (base(type)) {
      case "smallint" -> 5;
      case "integer" -> 10;
      case "bigint" -> 19;
      default -> 1_000;
    };
  }

  private static int scale(String type) {
    Matcher sized = WITH_SIZE.matcher(type);
    if (sized.matches()) {
      return sized.group(3) == null ? 0 : Integer.parseInt(sized.group(3));
    }
    return base(type).equals("numeric") ? 1_000 : 0;
  }

  private static String base(String type) {
    int open = type.indexOf('(');
    return (open < 0 ? type : type.substring(0, open)).strip();
  }
}
