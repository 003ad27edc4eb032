package dev.belay.controlplane.catalog;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a secret is kept; never the secret itself. Who launches an instance looks there at that
 * moment, so that a rotated secret is not brought back with an old revision.
 *
 * @param name of the source's kind: an absolute path, an environment variable, a kept secret
 */
public record SecretReference(Source source, String name) {

  /** What a reference looks like, for people. */
  public static final String FORMS =
      "file:/absolute/path, env:NAME (of the control plane's environment) or secret:NAME (kept by"
          + " the control plane)";

  private static final int LONGEST = 1_000;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern KEPT = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

  /** Kinds of places. */
  public enum Source {
    FILE("file:"),
    ENV("env:"),
    SECRET("secret:");

    private final String prefix;

    Source(String prefix) {
      this.prefix = prefix;
    }
  }

  public SecretReference {
    boolean valid =
        switch (source) {
          case FILE -> isAbsolutePath(name);
          case ENV -> VARIABLE.matcher(name).matches();
          case SECRET -> KEPT.matcher(name).matches();
        };
    if (!valid) {
      throw notAReference();
    }
  }

  /**
   * Reads {@link #toString()}.
   *
   * @throws IllegalArgumentException whose message does not repeat the text: it may be the secret
   */
  public static SecretReference parse(String text) {
    for (Source source : Source.values()) {
      if (text.startsWith(source.prefix)) {
        return new SecretReference(source, text.substring(source.prefix.length()));
      }
    }
    throw notAReference();
  }

  private static IllegalArgumentException notAReference() {
    return new IllegalArgumentException("Not a reference to a secret; it is one of " + FORMS);
  }

  private static boolean isAbsolutePath(String name) {
    try {
      return name.length() <= LONGEST && Path.of(name).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return source.prefix + name;
  }
}
