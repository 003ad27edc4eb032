package dev.belay.starter.problem;

import java.util.Locale;

/** Who has to act on a problem. */
public enum Category {
  /** The caller: the request itself is wrong. */
  CLIENT,
  /** Something that the service needs, such as its database or its disk. */
  DEPENDENCY,
  /** The service has a defect. */
  INTERNAL,
  /** There is more work than capacity; it passes. */
  OVERLOAD;

  /** As written in a problem. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Category of(int status) {
    return switch (status) {
      case 429, 503 -> OVERLOAD;
      case 502, 504, 507 -> DEPENDENCY;
      default -> status >= 500 ? INTERNAL : CLIENT;
    };
  }

  /** Whether the same request may succeed later, going by the status alone. */
  static boolean retryable(int status) {
    return switch (status) {
      case 408, 425, 429, 502, 503, 504 -> true;
      default -> false;
    };
  }
}
