package dev.belay.upload.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Which hosts may be reached for somebody who is not trusted: public ones. Looks at addresses, not
 * at names, since anybody's name may stand for anything; what is returned is to be connected to, as
 * asking a second time may be answered otherwise.
 */
public final class Destinations {

  private final boolean allowPrivate;

  /**
   * @param allowPrivate whether addresses that only this machine or network reaches are allowed too
   */
  public Destinations(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
  }

  /** The host is, or may be, on this machine or in its network. */
  public static final class ForbiddenException extends Exception {

    private static final long serialVersionUID = 1L;

    ForbiddenException() {
      super("The host is not a public one.");
    }
  }

  /** One address of the host; forbidden if any of them is not public. */
  public InetAddress resolve(String host) throws UnknownHostException, ForbiddenException {
    InetAddress[] all = InetAddress.getAllByName(unbracketed(host));
    for (InetAddress each : all) {
      if (!allowPrivate && !isPublic(each)) {
        throw new ForbiddenException();
      }
    }
    return all[0];
  }

  /** Whether the host is written as an address, so that resolving it asks nobody. */
  public static boolean isLiteral(String host) {
    return host.startsWith("[") || host.matches("[0-9.]+");
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes);
  }

  // IANA's special-purpose registry; what the JDK's own questions leave out.
  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return switch (first) {
      case 0 -> false;
      case 100 -> second < 64 || second > 127;
      case 192 -> !(second == 0 && (third == 0 || third == 2)) && !(second == 88 && third == 99);
      case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
      case 203 -> !(second == 0 && third == 113);
      default -> first < 240;
    };
  }

  // Only what is global unicast, and of that nothing that stands for an IPv4 address.
  private static boolean isPublic6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    boolean global = (first & 0xe000) == 0x2000;
    boolean special = first == 0x2001 && (second < 0x200 || second == 0xdb8);
    boolean embedsIpv4 = first == 0x2002;
    return global && !special && !embedsIpv4;
  }
}
