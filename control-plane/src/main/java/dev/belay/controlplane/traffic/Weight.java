package dev.belay.controlplane.traffic;

import java.math.BigDecimal;

/**
 * A share of requests in hundredths of a percent, 0 to 10,000.
 *
 * @param basisPoints 1 is 0.01 %
 */
public record Weight(int basisPoints) implements Comparable<Weight> {

  public static final int FULL = 10_000;
  public static final Weight ZERO = new Weight(0);
  public static final Weight ALL = new Weight(FULL);

  public Weight {
    if (basisPoints < 0 || basisPoints > FULL) {
      throw new IllegalArgumentException(
          "A weight lies between 0 and 100 percent, not " + basisPoints / 100.0);
    }
  }

  /** From whole percent. */
  public static Weight percent(int percent) {
    return new Weight(Math.multiplyExact(percent, 100));
  }

  /** From percent with at most two decimals, as people and JSON write it. */
  public static Weight percent(BigDecimal percent) {
    try {
      return new Weight(percent.movePointRight(2).intValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "A weight has at most two decimals: " + percent + " percent");
    }
  }

  public Weight complement() {
    return new Weight(FULL - basisPoints);
  }

  /** As a probability. */
  public double share() {
    return basisPoints / (double) FULL;
  }

  /** In percent, as people and JSON write it. */
  public BigDecimal percent() {
    BigDecimal percent = BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros();
    return percent.scale() < 0 ? percent.setScale(0) : percent;
  }

  @Override
  public int compareTo(Weight other) {
    return Integer.compare(basisPoints, other.basisPoints);
  }

  @Override
  public String toString() {
    return percent().toPlainString() + " %";
  }
}
