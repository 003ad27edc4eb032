package dev.belay.controlplane.patrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.patrol.Drift.Kind;
import dev.belay.controlplane.patrol.DriftReport.RuledOut;
import dev.belay.controlplane.patrol.Inspection.Seen;
import dev.belay.controlplane.platform.Configuration;
import dev.belay.controlplane.platform.Instance;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InspectionTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Revision R1 =
      new Revision(
          new RevisionId(SHOP, 1),
          Path.of("shop.jar"),
          new Digest("0".repeat(64)),
          Settings.none(),
          2);

  @Test
  void findsNothingWhereAllIsAsItIsWanted() {
    List<Seen> seen = List.of(seen(0, Map.of("A", "1"), Map.of("A", "1")));

    assertThat(Inspection.drifts(R1, seen, false)).isEmpty();
    assertThat(Inspection.ruledOut(R1, seen)).isEmpty();
  }

  @Test
  void namesStaleSettingsSinceWhenAndWhoHasThem() {
    List<Seen> seen =
        List.of(
            seen(0, Map.of("A", "1", "B", "1", "C", "1"), Map.of("A", "2", "B", "1", "C", "3")),
            seen(1, Map.of("A", "2", "B", "1", "C", "3"), Map.of("A", "2", "B", "1", "C", "3")));

    List<Drift> drifts = Inspection.drifts(R1, seen, false);

    assertThat(drifts)
        .extracting(Drift::kind)
        .containsExactly(Kind.STALE_CONFIGURATION, Kind.SIBLINGS_DIFFER);
    assertThat(drifts.getFirst().settings()).containsExactly("A", "C");
    assertThat(drifts.getFirst().instances()).containsExactly("shop-r1-0");
    assertThat(drifts.getFirst().since()).isEqualTo(NOON.plusSeconds(60));
    assertThat(drifts.getLast().settings()).containsExactly("A", "C");
    assertThat(Inspection.ruledOut(R1, seen))
        .extracting(RuledOut::what)
        .containsExactly("missing settings", "image");
  }

  @Test
  void doesNotRuleOutAMissingSettingThatIsMissing() {
    List<Seen> seen = List.of(seen(0, Map.of("A", "1"), Map.of("A", "2", "B", "1")));

    assertThat(Inspection.drifts(R1, seen, false).getFirst().settings()).containsExactly("A", "B");
    assertThat(Inspection.ruledOut(R1, seen)).extracting(RuledOut::what).containsExactly("image");
  }

  @Test
  void concludesNothingFromWhatIsNotKnown() {
    List<Seen> seen =
        List.of(
            seen(0, null, Map.of("A", "1")),
            new Seen(
                instance(1, R1.id()),
                new Configuration(Map.of("A", "1"), NOON, null, "shop.env:3: is not NAME=VALUE"),
                Map.of()));

    assertThat(Inspection.drifts(R1, seen, false))
        .extracting(Drift::kind)
        .containsExactly(Kind.WANTED_UNKNOWN, Kind.SETTINGS_UNKNOWN);
  }

  @Test
  void tellsOfStrangersUnlessARolloutIsUnderWay() {
    Instance stranger = instance(0, new RevisionId(SHOP, 7));
    List<Seen> seen =
        List.of(seen(0, Map.of("A", "1"), Map.of("A", "2")), new Seen(stranger, null, Map.of()));

    assertThat(Inspection.drifts(R1, seen, false))
        .extracting(Drift::kind)
        .containsExactly(Kind.STALE_CONFIGURATION, Kind.OTHER_REVISION);
    assertThat(Inspection.drifts(R1, seen, true))
        .extracting(Drift::kind)
        .containsExactly(Kind.STALE_CONFIGURATION);
    assertThat(Inspection.ruledOut(R1, seen))
        .as("not the image")
        .noneMatch(each -> each.what().equals("image"));
  }

  private static Seen seen(
      int index, @Nullable Map<String, String> startedWith, Map<String, String> wanted) {
    var configuration = new Configuration(startedWith, NOON, wanted, null);
    return new Seen(
        instance(index, R1.id()),
        configuration,
        configuration.stale().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    name -> name, name -> NOON.plusSeconds(name.equals("A") ? 60 : 90))));
  }

  private static Instance instance(int index, RevisionId revision) {
    return new Instance(
        "shop-" + revision.label() + "-" + index,
        revision,
        new InetSocketAddress("127.0.0.1", 9_000 + index),
        Instance.Phase.RUNNING,
        NOON,
        0,
        null);
  }
}
