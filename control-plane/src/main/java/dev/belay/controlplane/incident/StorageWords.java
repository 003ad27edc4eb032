package dev.belay.controlplane.incident;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operating system's refusals to write, as run-times pass them on. */
final class StorageWords {

  private static final Pattern REASON =
      Pattern.compile("(?i)(read-only file system|no space left on device|disk quota exceeded)");
  private static final Pattern DENIED =
      Pattern.compile(
          "java\\.nio\\.file\\.AccessDeniedException: |FileNotFoundException: \\S+ \\(Permission denied\\)"
              + "|EACCES: permission denied|\\[Errno 13\\] Permission denied");
  private static final Pattern READ_ONLY =
      Pattern.compile("\\b(?:ReadOnlyFileSystemException|EROFS)\\b");
  private static final Pattern PATH =
      Pattern.compile("(?:^|[\\s'\"(:=\\[])(/[^\\s'\":()\\]]{1,300})");

  private StorageWords() {}

  /**
   * What was refused.
   *
   * @param path empty if it was not told
   */
  record Refusal(String path, String reason) {}

  /** The newest refusal that an error or an exception tells of. */
  static Optional<Refusal> in(LogText text) {
    return text.lines().reversed().stream()
        .filter(line -> line.error() || isFailure(line.text()))
        .flatMap(line -> of(line.text()).stream())
        .findFirst();
  }

  /** Go's and Node's errors have no class name; their words stand at the end. */
  private static boolean isFailure(String text) {
    return LogText.isException(text)
        || text.matches("(?i).*: (?:read-only file system|no space left on device)$")
        || text.matches(".*\\b(?:EROFS|ENOSPC|EACCES)\\b.*");
  }

  private static Optional<Refusal> of(String text) {
    Matcher reason = REASON.matcher(text);
    if (reason.find()) {
      return Optional.of(new Refusal(path(text), capital(reason.group(1))));
    }
    if (READ_ONLY.matcher(text).find()) {
      return Optional.of(new Refusal(path(text), "Read-only file system"));
    }
    return DENIED.matcher(text).find() && !path(text).isEmpty()
        ? Optional.of(new Refusal(path(text), "Permission denied"))
        : Optional.empty();
  }

  private static String path(String text) {
    Matcher path = PATH.matcher(text);
    return path.find() ? path.group(1) : "";
  }

  private static String capital(String reason) {
    String small = reason.toLowerCase(java.util.Locale.ROOT);
    return Character.toUpperCase(small.charAt(0)) + small.substring(1);
  }
}
