package dev.belay.controlplane.verification.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belay.controlplane.verification.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What applying the migrations does to those who work meanwhile. */
final class LockFindings {

  /** Below it a rewrite takes less time than people notice. */
  private static final long SMALL = 10L << 20;

  /** From it on a rewrite keeps readers waiting for longer than most time-outs. */
  private static final long LARGE = 2L << 30;

  private static final String ACCESS_EXCLUSIVE = "AccessExclusiveLock";

  private LockFindings() {}

  static List<Finding> of(List<ScriptLocks> scripts, Sizes sizes, Scripts candidate) {
    var findings = new ArrayList<Finding>();
    for (ScriptLocks script : scripts) {
      List<String> rewritten = List.copyOf(script.rewritten());
      if (!rewritten.isEmpty()) {
        findings.add(rewrites(script, rewritten, sizes));
      }
      List<String> locked =
          script.strongest().keySet().stream().filter(table -> !rewritten.contains(table)).toList();
      if (!locked.isEmpty()) {
        findings.add(locks(script, locked, sizes));
      }
    }
    concurrent(candidate, scripts).ifPresent(findings::add);
    return findings;
  }

  private static Finding rewrites(ScriptLocks script, List<String> tables, Sizes sizes) {
    long largest = tables.stream().mapToLong(sizes::of).max().orElse(0);
    String words =
        "%s writes %s anew under AccessExclusiveLock: nobody reads or writes it meanwhile"
            .formatted(script.script(), withSizes(tables, sizes));
    String remedy =
        "Add a new column, fill it in steps, and change over in a later release; or apply it while"
            + " nobody works.";
    Map<String, String> evidence =
        Map.of("script", script.script(), "tables", Told.named(tables), "lock", ACCESS_EXCLUSIVE);
    if (largest >= LARGE) {
      return Finding.blocker("RewritesTable", words, remedy, evidence);
    }
    return largest >= SMALL
        ? Finding.warning("RewritesTable", words, remedy, evidence)
        : Finding.note("RewritesTable", words, "Nothing to do while it is small.", evidence);
  }

  private static Finding locks(ScriptLocks script, List<String> tables, Sizes sizes) {
    String modes =
        tables.stream()
            .map(table -> "%s (%s)".formatted(table, script.strongest().get(table)))
            .collect(Collectors.joining(", "));
    boolean large = tables.stream().anyMatch(table -> sizes.of(table) >= LARGE);
    Map<String, String> evidence = Map.of("script", script.script(), "locks", modes);
    String words = "%s locks %s until it ends".formatted(script.script(), modes);
    return large
        ? Finding.warning(
            "LocksTable",
            words,
            "Apply it with a lock_timeout, while little is going on.",
            evidence)
        : Finding.note("LocksTable", words, "Nothing to do while it is short.", evidence);
  }

  private static java.util.Optional<Finding> concurrent(
      Scripts candidate, List<ScriptLocks> applied) {
    List<String> scripts = applied.stream().map(ScriptLocks::script).toList();
    List<String> concurrent =
        candidate.files().entrySet().stream()
            .filter(file ->
                scripts.stream().anyMatch(script -> file.getKey().endsWith(script))
                    && new String(file.getValue().bytes(), UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .contains("concurrently"))
            .map(Map.Entry::getKey)
            .toList();
    return concurrent.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            Finding.warning(
                "ConcurrentIndex",
                "%s builds an index concurrently, for which Flyway waits for ever as it comes"
                    .formatted(Told.named(concurrent)),
                "Set spring.flyway.postgresql.transactional-lock to false.",
                Map.of("scripts", Told.named(concurrent))));
  }

  private static String withSizes(List<String> tables, Sizes sizes) {
    return tables.stream()
        .map(table -> "%s (%d MiB)".formatted(table, sizes.of(table) >> 20))
        .collect(Collectors.joining(", "));
  }
}
