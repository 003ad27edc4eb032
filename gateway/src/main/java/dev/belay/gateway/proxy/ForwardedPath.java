package dev.belay.gateway.proxy;

import org.eclipse.jetty.http.HttpURI;

/** Path and query as they go to the instance: as they came, but for two things. */
final class ForwardedPath {

  private ForwardedPath() {}

  /**
   * Leading slashes become one: the client library reads {@code //name/rest} as a host and its
   * path, and would send {@code /rest}, past the check of reserved paths. A percent sign that
   * begins no escape becomes {@code %25}: the library would fail on it.
   */
  static String of(HttpURI uri) {
    String path = uri.getPathQuery();
    if (path == null || path.isEmpty()) {
      return "/";
    }
    int start = 0;
    while (start + 1 < path.length()
        && path.charAt(start) == '/'
        && path.charAt(start + 1) == '/') {
      start++;
    }
    String single = start == 0 ? path : path.substring(start);
    return brokenEscape(single, 0) < 0 ? single : escape(single);
  }

  private static int brokenEscape(String path, int from) {
    int percent = path.indexOf('%', from);
    while (percent >= 0 && hex(path, percent + 1) && hex(path, percent + 2)) {
      percent = path.indexOf('%', percent + 3);
    }
    return percent;
  }

  private static boolean hex(String path, int at) {
    return at < path.length() && Character.digit(path.charAt(at), 16) >= 0;
  }

  private static String escape(String path) {
    var escaped = new StringBuilder(path.length() + 16);
    int from = 0;
    int broken;
    while ((broken = brokenEscape(path, from)) >= 0) {
      escaped.append(path, from, broken).append("%25");
      from = broken + 1;
    }
    return escaped.append(path, from, path.length()).toString();
  }
}
