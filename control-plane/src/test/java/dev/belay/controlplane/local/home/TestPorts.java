package dev.belay.controlplane.local.home;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports for tests: below those that the system gives away by itself, at random. */
public final class TestPorts {

  private TestPorts() {}

  /** A base from which 40 ports in a row are free. */
  public static int base() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(10_000, 32_000))
        .filter(base -> IntStream.range(base, base + 40).allMatch(Ports::isFree))
        .findFirst()
        .getAsInt();
  }
}
