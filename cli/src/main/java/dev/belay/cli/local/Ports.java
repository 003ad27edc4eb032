package dev.belay.cli.local;

import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The ports of a home: public routes from the base on, the console at +10, the gateway's
 * administration at +11, the database at +12, instances from +20 to +119.
 *
 * @param base 1024 to 65416
 */
public record Ports(int base) {

  public static final int DEFAULT_BASE = 8080;
  private static final int LAST = 119;
  private static final int HIGHEST_BASE = 65_535 - LAST;

  public Ports {
    if (base < 1024 || base > HIGHEST_BASE) {
      throw new CommandFailedException(
          "A port base is 1024 to %d, not %d: the last port used is base + %d."
              .formatted(HIGHEST_BASE, base, LAST));
    }
  }

  /** A base with every port free now, below the range from which clients get theirs. */
  public static Ports anyFree() {
    for (int attempt = 0; attempt < 200; attempt++) {
      var ports = new Ports(15_000 + 120 * ThreadLocalRandom.current().nextInt(140));
      if (IntStream.rangeClosed(0, LAST).allMatch(offset -> isFree(ports.base + offset))) {
        return ports;
      }
    }
    throw new CommandFailedException(
        "No 120 free ports in a row were found between 15000 and 32000.");
  }

  public int console() {
    return base + 10;
  }

  /** Those that a first start needs. */
  void requireAllFree() {
    for (int offset : new int[] {0, 1, 10, 11, 12}) {
      requireFree(base + offset);
    }
  }

  /** All that a control plane needs whose services still run. */
  void requireConsoleFree() {
    requireFree(console());
  }

  private void requireFree(int port) {
    if (!isFree(port)) {
      throw new CommandFailedException(
          "Port %d is taken by another program. End it, or choose other ports with --port-base N (N to N+%d are used; N is %d)."
              .formatted(port, LAST, base));
    }
  }

  private static boolean isFree(int port) {
    return canListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && canListen(new InetSocketAddress(port));
  }

  private static boolean canListen(InetSocketAddress address) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
