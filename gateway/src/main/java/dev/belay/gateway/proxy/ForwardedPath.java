package dev.belay.gateway.proxy;

import org.eclipse.jetty.http.HttpURI;

/** Path and query as they go to the instance: as they came. */
final class ForwardedPath {

  private ForwardedPath() {}

  /**
   * Leading slashes become one: the client library reads {@code //name/rest} as a host and its
   * path, and would send {@code /rest}, past the check of reserved paths.
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
    return start == 0 ? path : path.substring(start);
  }
}
