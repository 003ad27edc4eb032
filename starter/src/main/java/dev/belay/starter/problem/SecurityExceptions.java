package dev.belay.starter.problem;

import java.util.Set;

/**
 * Recognises what Spring Security's own filter has to see, without needing it on the class path.
 */
final class SecurityExceptions {

  private static final Set<String> NAMES =
      Set.of(
          "org.springframework.security.access.AccessDeniedException",
          "org.springframework.security.core.AuthenticationException");

  private SecurityExceptions() {}

  static boolean isOne(Throwable thrown) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (NAMES.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }
}
