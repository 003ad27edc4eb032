package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.patrol.Drift;
import dev.belay.controlplane.patrol.DriftReport;
import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.Renewal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What runs of a service, compared with what is wanted; names of settings, never values. */
record DriftView(
    String service,
    Instant at,
    boolean drift,
    @Nullable String revision,
    List<FindingView> findings,
    List<DriftReport.RuledOut> ruledOut,
    PatrolView patrol,
    @Nullable RestartView restart) {

  record FindingView(
      String kind,
      List<String> settings,
      List<String> instances,
      @Nullable Instant since,
      String message,
      String remedy) {
    static FindingView of(Drift drift) {
      return new FindingView(
          drift.kind().word(),
          drift.settings(),
          drift.instances(),
          drift.since(),
          drift.message(),
          drift.remedy());
    }
  }

  /**
   * @param state {@code nothing-to-do}, {@code left-to-people}, {@code waiting}, {@code
   *     restarting}, {@code restarted} within the last hour, or {@code gave-up}
   */
  record PatrolView(boolean restart, int restartsPerHour, String state, String detail) {}

  static DriftView of(DriftReport report, PatrolLeave leave, @Nullable Renewal newest) {
    return new DriftView(
        report.service().value(),
        report.at(),
        report.drifted(),
        report.revision() == null ? null : report.revision().label(),
        report.drifts().stream().map(FindingView::of).toList(),
        report.ruledOut(),
        new PatrolView(
            leave.restart(),
            leave.restartsPerHour(),
            written(report.conduct().state()),
            report.conduct().detail()),
        newest == null ? null : RestartView.of(newest));
  }

  static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
