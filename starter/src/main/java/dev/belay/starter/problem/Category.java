package dev.belay.starter.problem;

import java.util.Locale;

/** Who has to act on a problem. */
public enum Category {
  /** The caller: the request itself is wrong. */
  CLIENT,
  /** Whoever runs the service: it is set up in a way that does not work. */
  CONFIG,
  /** Something that the service needs, and that is neither its disk nor its database. */
  DEPENDENCY,
  /** Where the service keeps files. */
  STORAGE,
  /** The service's database. */
  DATABASE,
  /** The service has a defect. */
  BUG,
  /** There is more work than capacity; it passes. */
  OVERLOAD;

  /** As written in a problem. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Category of(int status) {
    return switch (status) {
      case 429, 503 -> OVERLOAD;
      case 502, 504 -> DEPENDENCY;
      case 507 -> STORAGE;
      default -> status >= 500 ? BUG : CLIENT;
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
