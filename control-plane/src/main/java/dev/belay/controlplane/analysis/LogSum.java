package dev.belay.controlplane.analysis;

/** Adds amounts of capital that are known by their logarithms and too large or small to write. */
final class LogSum {

  /** e⁻⁴⁵ is less than the last bit of a sum of a hundred. */
  private static final double NOTHING = -45;

  private LogSum() {}

  /** {@code ln(eᵃ + eᵇ)}; either may be negative infinity, which is an amount of 0. */
  static double of(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log(1 + Math.exp(Math.min(a, b) - larger));
  }

  /** {@code ln(eᵃ + Σ eᵇ)}. */
  static double of(double a, Iterable<Double> others) {
    double largest = a;
    for (double other : others) {
      largest = Math.max(largest, other);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = relative(a, largest);
    for (double other : others) {
      sum += relative(other, largest);
    }
    return largest + Math.log(sum);
  }

  private static double relative(double amount, double largest) {
    return amount - largest < NOTHING ? 0 : Math.exp(amount - largest);
  }
}
