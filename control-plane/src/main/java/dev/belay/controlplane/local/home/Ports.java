package dev.belay.controlplane.local.home;

import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a home, all on the loopback interface: the services' public ports from the base on
 * (10 at most), the console at +10, the gateway's administration at +11, the database at +12 and
 * the instances from +20 to +119.
 *
 * @param base 1024 to 65416
 */
public record Ports(int base) {

  public static final int DEFAULT_BASE = 8080;
  public static final int MAX_PUBLIC = 10;
  static final int INSTANCES = 100;
  private static final int LEAST_FREE_INSTANCES = 20;
  private static final int MAX_BASE = 65_535 - 119;

  public Ports {
    if (base < 1024 || base > MAX_BASE) {
      throw new IllegalArgumentException(
          "A port base is 1024 to %d, not %d: the last port used is base + 119."
              .formatted(MAX_BASE, base));
    }
  }

  /**
   * The ports that this home has used before, or those from the wished base on, kept from now on.
   *
   * @param wished null for the ones kept, else {@value #DEFAULT_BASE}
   * @param publicPorts how many services have a public port
   * @throws PlatformException if a port is taken, naming it, or if the home has another base
   */
  public static Ports of(BelayHome home, @Nullable Integer wished, int publicPorts) {
    var file = new JsonFile<>(home.file("ports.json"), Kept.class);
    var kept = file.read().map(record -> new Ports(record.base()));
    if (kept.isPresent()) {
      Ports ports = kept.get();
      if (wished != null && wished != ports.base) {
        throw new PlatformException(
            "%s uses port base %d already. Leave --port-base %d out, or choose another BELAY_HOME."
                .formatted(home.root(), ports.base, wished),
            null);
      }
      return ports;
    }
    var ports = new Ports(wished == null ? DEFAULT_BASE : wished);
    ports.requireFree(publicPorts);
    file.write(ports.kept());
    return ports;
  }

  /** The public port of the n-th service, counted from 0. */
  public int publicPort(int service) {
    if (service < 0 || service >= MAX_PUBLIC) {
      throw new IllegalArgumentException(
          "A home has %d public ports at most; no. %d is none".formatted(MAX_PUBLIC, service));
    }
    return base + service;
  }

  public int console() {
    return base + 10;
  }

  public int gatewayAdmin() {
    return base + 11;
  }

  public int database() {
    return base + 12;
  }

  public int firstInstance() {
    return base + 20;
  }

  public int lastInstance() {
    return base + 19 + INSTANCES;
  }

  private void requireFree(int publicPorts) {
    IntStream.concat(
            IntStream.range(base, base + publicPorts),
            IntStream.of(console(), gatewayAdmin(), database()))
        .filter(port -> !isFree(port))
        .findFirst()
        .ifPresent(port -> {
          throw new PlatformException(
              "Port %d is taken by another program. End it, or choose other ports with --port-base N (N to N+119 are used; N is %d)."
                  .formatted(port, base),
              null);
        });
    long free =
        IntStream.rangeClosed(firstInstance(), lastInstance()).filter(Ports::isFree).count();
    if (free < LEAST_FREE_INSTANCES) {
      throw new PlatformException(
          "Only %d of the ports %d to %d are free; instances need %d. Choose others with --port-base N."
              .formatted(free, firstInstance(), lastInstance(), LEAST_FREE_INSTANCES),
          null);
    }
  }

  /** Whether a program could listen there now. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** The first free instance port that is not excluded, searched from a place on and round. */
  public OptionalInt freeInstancePort(int from, Set<Integer> excluded) {
    int start = Math.clamp(from, firstInstance(), lastInstance()) - firstInstance();
    return IntStream.range(0, INSTANCES)
        .map(i -> firstInstance() + (start + i) % INSTANCES)
        .filter(port -> !excluded.contains(port) && isFree(port))
        .findFirst();
  }

  private Kept kept() {
    return new Kept(base, console(), gatewayAdmin(), database(), firstInstance(), lastInstance());
  }

  /** The file; everything but the base is for readers. */
  record Kept(
      int base, int console, int gatewayAdmin, int database, int firstInstance, int lastInstance) {}
}
