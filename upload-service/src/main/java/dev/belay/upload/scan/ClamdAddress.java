package dev.belay.upload.scan;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where clamd listens, as an operator writes it. */
final class ClamdAddress {

  private static final Pattern TCP =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
  private static final String UNIX = "unix:";
  private static final int LAST_PORT = 65_535;

  private ClamdAddress() {}

  static void check(String text) {
    if (!isUnix(text) && !isTcp(text)) {
      throw new IllegalArgumentException(
          "upload.scan.clamd is '%s'; write host:port, or unix: and an absolute path"
              .formatted(text));
    }
  }

  private static boolean isTcp(String text) {
    Matcher parts = TCP.matcher(text);
    return parts.matches() && Integer.parseInt(parts.group(2)) <= LAST_PORT;
  }

  private static boolean isUnix(String text) {
    try {
      return text.startsWith(UNIX) && path(text).getPath().isAbsolute();
    } catch (InvalidPathException no) {
      return false;
    }
  }

  private static UnixDomainSocketAddress path(String text) {
    return UnixDomainSocketAddress.of(text.substring(UNIX.length()));
  }

  /** Each time anew: a name may stand for another address tomorrow. */
  static SocketAddress of(String text) {
    if (text.startsWith(UNIX)) {
      return path(text);
    }
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
