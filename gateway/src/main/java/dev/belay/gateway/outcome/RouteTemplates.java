package dev.belay.gateway.outcome;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Turns paths into templates, so that failures can be grouped and no id of a user's leaves the
 * gateway. Whatever does not look like a word of an API becomes <code>{id}</code>.
 */
public final class RouteTemplates {

  static final int MAX_TEMPLATES = 512;
  static final String OTHER = "{other}";
  private static final String ID = "{id}";
  private static final int MAX_SEGMENTS = 12;
  private static final int MAX_WORD = 24;

  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,10}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_WORD + "}");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f-]*[0-9][0-9A-Fa-f-]*");

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** The template of a raw path; once there are 512 of a service, a new one is {@code {other}}. */
  public String template(String method, String rawPath) {
    String template = verb(method) + " " + path(rawPath);
    if (known.contains(template)) {
      return template;
    }
    if (known.size() >= MAX_TEMPLATES) {
      return OTHER;
    }
    known.add(template);
    return template;
  }

  private static String verb(String method) {
    return METHOD.matcher(method).matches() ? method : OTHER;
  }

  private static String path(String rawPath) {
    var template = new StringBuilder();
    int segments = 0;
    for (String segment : rawPath.split("/")) {
      if (segment.isEmpty()) {
        continue;
      }
      if (++segments > MAX_SEGMENTS) {
        return template.append("/…").toString();
      }
      template.append('/').append(word(segment) ? segment : ID);
    }
    return template.isEmpty() ? "/" : template.toString();
  }

  private static boolean word(String segment) {
    if (!WORD.matcher(segment).matches() || digits(segment) == segment.length()) {
      return false;
    }
    boolean longHexadecimal = segment.length() >= 8 && HEXADECIMAL.matcher(segment).matches();
    boolean token = segment.length() >= 8 && digits(segment) >= 3;
    return !longHexadecimal && !token;
  }

  private static long digits(String segment) {
    return segment.chars().filter(Character::isDigit).count();
  }
}
