package dev.belay.controlplane.policy;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Safeguards;
import dev.belay.controlplane.synthetic.SyntheticRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a document comes to, field by field, for comparing: the default and the same value written
 * out are no difference. Values of settings are there as digests.
 *
 * @param target what runs: only a difference here starts a rollout
 * @param policy how it is released and watched
 */
public record PolicyFacts(Map<String, String> target, Map<String, String> policy) {

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String SETTING = "settings.";
  private static final String STANDARD = "the service's own";

  /**
   * @param standardInstances where the document does not say
   */
  static PolicyFacts of(PolicyDocument document, Digest digest, int standardInstances) {
    ProcessTarget target = document.target();
    return new PolicyFacts(
        target(
            digest,
            Objects.requireNonNullElse(target.instances(), standardInstances),
            target.memoryMegabytes(),
            target.settings(),
            target.secrets()),
        policy(document.policy(), document.alerts()));
  }

  /** The target's facts of what was released already. */
  static Map<String, String> target(Revision revision) {
    return target(
        revision.digest(),
        revision.instances(),
        revision.memoryMegabytes(),
        revision.settings(),
        revision.secrets());
  }

  private static Map<String, String> target(
      Digest digest,
      int instances,
      @Nullable Integer megabytes,
      Settings settings,
      SecretReferences secrets) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("artifact", digest.toString());
    facts.put("instances", String.valueOf(instances));
    facts.put("resources.memory", memory(megabytes));
    settings.values().forEach((name, value) -> facts.put(SETTING + name, hash(value)));
    secrets.byName().forEach((name, kept) -> facts.put("secretRefs." + name, kept.toString()));
    return facts;
  }

  private static String memory(@Nullable Integer megabytes) {
    return megabytes == null ? STANDARD : megabytes + "Mi";
  }

  private static Map<String, String> policy(ReleasePolicy policy, List<AlertChannel> alerts) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("strategy", Entry.word(policy.strategy()));
    facts.put("steps", steps(policy));
    facts.put("minRequests", String.valueOf(policy.minRequests()));
    facts.put("maxDuration", DurationText.of(policy.maxDuration()));
    facts.put("bake", DurationText.of(policy.bake()));
    facts.put("startTimeout", DurationText.of(policy.startTimeout()));
    facts.put("alpha", String.valueOf(policy.alpha()));
    facts.put("harm", String.valueOf(policy.safeguards().harm().limit()));
    facts.put("beta", String.valueOf(policy.safeguards().harm().beta()));
    analysis(policy.safeguards().analysis(), facts);
    if (policy.safeguards().countedBy() != Safeguards.CountedBy.GATEWAY) {
      facts.put("analysis.counts", Entry.word(policy.safeguards().countedBy()));
    }
    facts.put("holdback", policy.safeguards().holdback().percent().toPlainString());
    facts.put("afterBake", Entry.word(policy.afterBake()));
    facts.put("mode", Entry.word(policy.mode()));
    facts.put("migrations", Entry.word(policy.verification().migrations()));
    facts.put("onControlPlaneLoss", Entry.word(policy.onControlPlaneLoss()));
    facts.put(
        "patrol",
        policy.patrol().restart()
            ? "restarts %d an hour".formatted(policy.patrol().restartsPerHour())
            : "reports");
    facts.put("flapping.share", String.valueOf(policy.flapping().share()));
    facts.put("flapping.window", DurationText.of(policy.flapping().window()));
    facts.put("restarts", String.valueOf(policy.crashLoopRestarts()));
    facts.put(
        "terminationGracePeriodSeconds", String.valueOf(policy.terminationGrace().toSeconds()));
    probes(policy.probes(), facts);
    policy
        .synthetic()
        .requests()
        .forEach(request ->
            facts.put(
                "syntheticRequests." + request.name(),
                "%s %s (%s)".formatted(request.method(), request.path(), shortHash(request))));
    if (policy.synthetic().countForPromotion()) {
      facts.put("syntheticCountsForPromotion", "true");
    }
    facts.put("alerts", alerts.stream().map(Object::toString).collect(Collectors.joining(", ")));
    return facts;
  }

  private static void analysis(JudgePolicy judged, Map<String, String> facts) {
    facts.put("analysis.errors", tolerated(judged.toleratedRatio(), judged.toleratedErrors()));
    facts.put("analysis.errorRate.limit", String.valueOf(judged.sloErrorRate()));
    JudgePolicy.Refusals refusals = judged.refusals();
    facts.put("analysis.refusals", tolerated(refusals.toleratedRatio(), refusals.floor()));
    JudgePolicy.Latency latency = judged.latency();
    facts.put(
        "analysis.latency",
        "slow above %s times and %s ms more than stable, %s times as often; after %d requests of stable and %d of the candidate"
            .formatted(
                latency.toleratedSlowdown(),
                latency.toleratedDelayMillis(),
                latency.toleratedRatio(),
                latency.minStableRequests(),
                latency.warmUpRequests()));
    JudgePolicy.Budget budget = judged.budget();
    facts.put(
        "analysis.budget",
        "errors %s, latency %s, probes %s, refusals %s, errorRate %s"
            .formatted(
                budget.errors(),
                budget.latency(),
                budget.probes(),
                budget.refusals(),
                budget.errorRate()));
    facts.put(
        "analysis.gates",
        judged.promotion().gates().stream()
            .filter(gate -> gate.metric() != Metric.ERRORS)
            .map(gate -> gate.metric().label() + " " + gate.harm())
            .collect(Collectors.joining(", ")));
  }

  private static String tolerated(double ratio, double share) {
    return "%s times stable's and %s of all requests".formatted(ratio, share);
  }

  private static String steps(ReleasePolicy policy) {
    return IntStream.rangeClosed(0, policy.lastStep())
        .mapToObj(i -> {
          String percent = policy.weight(i).percent().toPlainString();
          return i == policy.lastStep()
              ? percent
              : percent + " for " + DurationText.of(policy.durationOf(i));
        })
        .collect(Collectors.joining(", "));
  }

  private static void probes(@Nullable ProbePlan plan, Map<String, String> facts) {
    facts.put("probes.startup", probe(plan == null ? null : plan.startup()));
    facts.put("probes.liveness", probe(plan == null ? null : plan.liveness()));
    facts.put("probes.readiness", probe(plan == null ? null : plan.readiness()));
  }

  private static String probe(@Nullable ProbeSpec probe) {
    return probe == null
        ? "the platform's own"
        : "%s every %s after %s, %s for an answer, %d to pass, %d to fail"
            .formatted(
                probe.path(),
                DurationText.of(probe.period()),
                DurationText.of(probe.initialDelay()),
                DurationText.of(probe.timeout()),
                probe.successThreshold(),
                probe.failureThreshold());
  }

  boolean sameTarget(Map<String, String> other) {
    return target.equals(other);
  }

  /** What is different from before, for people; without values of settings. */
  List<String> since(PolicyFacts before) {
    var changes = new ArrayList<String>();
    differences("spec.target.process.", before.target, target, changes);
    differences("spec.", before.policy, policy, changes);
    return changes;
  }

  private static void differences(
      String prefix, Map<String, String> before, Map<String, String> now, List<String> changes) {
    var names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String old = before.get(name);
      String next = now.get(name);
      if (!Objects.equals(old, next)) {
        changes.add(prefix + name + ": " + difference(name, old, next));
      }
    }
  }

  private static String difference(String name, @Nullable String old, @Nullable String next) {
    if (old == null || next == null) {
      String value = name.startsWith(SETTING) ? "" : " " + (old == null ? next : old);
      return (old == null ? "added" : "removed") + value;
    }
    return name.startsWith(SETTING) ? "changed" : old + " -> " + next;
  }

  /** Everything about it, headers' values too, without showing them. */
  private static String shortHash(SyntheticRequest request) {
    return hash(MAPPER.writeValueAsString(request)).substring(0, 8);
  }

  private static String hash(String value) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  String write() {
    return MAPPER.writeValueAsString(this);
  }

  static PolicyFacts read(String text) {
    return MAPPER.readValue(text, new TypeReference<>() {});
  }
}
