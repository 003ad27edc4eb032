package dev.belay.controlplane.analysis;

/** Adds amounts of capital that are known by their logarithms and too large or small to write. */
final class LogSum {

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
    double sum = Math.exp(a - largest);
    for (double other : others) {
      sum += Math.exp(other - largest);
    }
    return largest + Math.log(sum);
  }
}
