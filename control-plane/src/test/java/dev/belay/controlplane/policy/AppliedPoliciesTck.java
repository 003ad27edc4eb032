package dev.belay.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Ends;
import dev.belay.controlplane.rollout.JdbcStores;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.rollout.RolloutUnderWayException;
import java.nio.file.Path;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database does with applied documents. */
abstract class AppliedPoliciesTck {

  private static final ServiceName SHOP = new ServiceName("shop");

  private RolloutStore rollouts;
  private AppliedPolicies applied;

  abstract DataSource database() throws Exception;

  @BeforeEach
  void migrate() throws Exception {
    DataSource database = database();
    rollouts = JdbcStores.migrated(database);
    applied = new JdbcAppliedPolicies(JdbcClient.create(database));
  }

  @Test
  void whatWasPutComesBackAndTheLastOneCounts() {
    assertThat(applied.find(SHOP)).isEmpty();
    AppliedPolicy first = policy(1, "bake: 5m");
    applied.put(first);
    assertThat(applied.find(SHOP)).contains(first);

    AppliedPolicy second =
        policy(
            2,
            """
            steps: [{weight: 5, duration: 90s}, 100]
            probes: {readiness: {httpGet: {path: /ready}}}
            mode: observe
            alerts: [{webhook: {secretRef: secret:hook}}]\
            """);
    applied.put(second);
    assertThat(applied.find(SHOP)).contains(second);
    assertThat(applied.find(new ServiceName("other"))).isEmpty();
  }

  @Test
  void itIsStoredWithItsRolloutOrNotAtAll() {
    rollouts.create(
        SHOP,
        id -> {
          applied.put(policy(id.number(), "bake: 5m"));
          return Ends.open(revision(id));
        });
    assertThat(applied.find(SHOP)).isPresent();

    assertThatThrownBy(() ->
            rollouts.create(
                SHOP,
                id -> {
                  applied.put(policy(id.number(), "bake: 9m"));
                  return Ends.open(revision(id));
                }))
        .isInstanceOf(RolloutUnderWayException.class);

    assertThat(applied.find(SHOP).orElseThrow().document()).contains("bake: 5m");
    assertThat(rollouts.newest(SHOP, 5)).hasSize(1);
  }

  private static dev.belay.controlplane.catalog.Revision revision(RevisionId id) {
    return new dev.belay.controlplane.catalog.Revision(
        id,
        Path.of("/shop.jar"),
        new Digest("ab".repeat(32)),
        dev.belay.controlplane.catalog.Settings.none(),
        1);
  }

  private static AppliedPolicy policy(int revision, String fragment) {
    String text = PolicyCorpus.with(fragment);
    PolicyDocument document = PolicyParser.parse(text, Path.of("/"), null);
    return new AppliedPolicy(
        new RevisionId(SHOP, revision),
        text,
        PolicyFacts.of(document, new Digest("ab".repeat(32)), 1),
        document.policy(),
        "operator",
        Instant.parse("2026-11-22T12:00:00.123456Z"));
  }
}
