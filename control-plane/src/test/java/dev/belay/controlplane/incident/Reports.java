package dev.belay.controlplane.incident;

/** Reports, and the lack of them, for other modules' tests. */
public final class Reports {

  private Reports() {}

  public static IncidentReport missingSetting() {
    return Bundle.signal("CrashLoop")
        .ended(
            78, 2, "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"A_KEY\"]}")
        .stableReadiness(200, Bundle.UP)
        .report();
  }

  public static NoIncidentException none(boolean beingCollected) {
    return new NoIncidentException("There is no incident of shop/r2", beingCollected);
  }
}
