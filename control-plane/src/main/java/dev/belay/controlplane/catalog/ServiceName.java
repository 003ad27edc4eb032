package dev.belay.controlplane.catalog;

import java.util.regex.Pattern;

/** A service's name: lower-case letters, digits and dashes, 1 to 40 characters. */
public record ServiceName(String value) implements Comparable<ServiceName> {

  private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  public ServiceName {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Not a service name: '%s'. Use a-z, 0-9 and '-', 40 characters at most."
              .formatted(value.length() > 60 ? value.substring(0, 60) + "…" : value));
    }
  }

  @Override
  public int compareTo(ServiceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
