package dev.belay.controlplane.analysis;

import java.util.Arrays;

/** A set of hashes of fixed size. */
final class Clients {

  private static final long NOBODY = 0;

  /** Golden ratio: spreads hashes that differ only in few bits. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] slots;
  private final int most;
  private int size;

  /**
   * @param most a power of two; half of the slots stay free, so that probing is short
   */
  Clients(int most) {
    this.most = most;
    this.slots = new long[2 * most];
  }

  boolean has(long client) {
    return slots[slot(key(client))] != NOBODY;
  }

  /** Whether it was added: it was not there, and there was room. */
  boolean add(long client) {
    long key = key(client);
    int slot = slot(key);
    if (slots[slot] != NOBODY || size == most) {
      return false;
    }
    slots[slot] = key;
    size++;
    return true;
  }

  void clear() {
    Arrays.fill(slots, NOBODY);
    size = 0;
  }

  /** Where it is, or the free slot where it would be. */
  private int slot(long key) {
    int mask = slots.length - 1;
    int slot = (int) (key * SPREAD >>> 32) & mask;
    while (slots[slot] != NOBODY && slots[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static long key(long client) {
    return client == NOBODY ? 1 : client;
  }
}
