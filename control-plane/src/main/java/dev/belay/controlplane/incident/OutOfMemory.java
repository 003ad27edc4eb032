package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.MemoryLimit;
import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Memory ran out, as the JVM or the kernel says. That a process was killed by signal 9 proves
 * nothing by itself: whoever may kill it can have done so.
 */
final class OutOfMemory implements Rule {

  static final String TYPE = "OutOfMemory";
  private static final int KILLED = 137;
  private static final String NOT_COLLECTED = "not collected";
  private static final Pattern JVM =
      Pattern.compile("java\\.lang\\.OutOfMemoryError(?:: ([^\\n]{1,120}))?");
  private static final Pattern KERNEL =
      Pattern.compile(
          "(?:Memory cgroup out of memory|Out of memory): Killed process|oom-kill:|\\bOOMKilled\\b");

  /** Other run-times say it in their own words. */
  private static final Pattern OTHER =
      Pattern.compile(
          "JavaScript heap out of memory|^MemoryError\\b|fatal error: runtime: out of memory"
              + "|memory allocation of [0-9]+ bytes failed|std::bad_alloc",
          Pattern.MULTILINE);

  @Override
  public List<Hypothesis> judge(Facts facts) {
    var found = new ArrayList<Hypothesis>();
    for (Evidence printed : facts.printed(Scope.CANDIDATE)) {
      said(printed, facts).ifPresent(found::add);
    }
    component(facts).ifPresent(found::add);
    facts.ends().stream()
        .filter(end -> end.code() != null && end.code() == KILLED)
        .findFirst()
        .map(OutOfMemory::killed)
        .ifPresent(found::add);
    return found;
  }

  private static Optional<Hypothesis> said(Evidence printed, Facts facts) {
    String text = LogText.of(printed.lines()).joined();
    Integer code = printed instanceof ProcessEnd end ? end.code() : null;
    Matcher jvm = JVM.matcher(text);
    if (jvm.find()) {
      String what = jvm.group(1) == null ? "memory" : jvm.group(1).strip();
      String why = "the JVM ran out of memory (%s)%s".formatted(what, after(printed));
      Level level = printed instanceof ProcessEnd ? Level.CONFIRMED : zombie(text, facts);
      return Optional.of(
          Hypothesis.of(TYPE, level, why, detail(what, code, facts), evidence(printed, facts)));
    }
    if (KERNEL.matcher(text).find() || OTHER.matcher(text).find()) {
      Level level = printed instanceof ProcessEnd ? Level.CONFIRMED : Level.LIKELY;
      String why = "memory ran out, as the output says" + after(printed);
      return Optional.of(
          Hypothesis.of(TYPE, level, why, detail("memory", code, facts), evidence(printed, facts)));
    }
    return Optional.empty();
  }

  private static String after(Evidence printed) {
    return printed instanceof ProcessEnd end
        ? "; the process ended with exit code " + end.codeWords()
        : "; the process runs on without what the thread was doing";
  }

  /** It may live on half dead; where stable says the same, it is not the revision. */
  private static Level zombie(String text, Facts facts) {
    boolean shared = facts.printed(Scope.STABLE, stable -> JVM.matcher(stable).find());
    return shared || text.contains("recovered") ? Level.POSSIBLE : Level.LIKELY;
  }

  /** A readiness answer may tell it before the process ends. */
  private static Optional<Hypothesis> component(Facts facts) {
    return facts.unwell().stream()
        .filter(
            each -> each.component().details().getOrDefault("reason", "").contains("OutOfMemory"))
        .findFirst()
        .map(each ->
            Hypothesis.of(
                TYPE,
                Level.LIKELY,
                "memory ran out, as the component %s says".formatted(each.component().name()),
                detail("Java heap space", null, facts),
                List.of(each.health())));
  }

  private static Hypothesis killed(ProcessEnd end) {
    return Hypothesis.of(
        TYPE,
        Level.POSSIBLE,
        "the process was killed by signal 9; that it was for memory is not proven",
        Map.of("exitCode", "137", "limit", NOT_COLLECTED, "peak", NOT_COLLECTED),
        List.of(end));
  }

  private static Map<String, String> detail(String what, @Nullable Integer code, Facts facts) {
    var detail = new TreeMap<String, String>();
    detail.put("what", what);
    detail.put("limit", limit(what, facts));
    detail.put("peak", NOT_COLLECTED);
    if (code != null) {
      detail.put("exitCode", code.toString());
    }
    return detail;
  }

  /** Only what is known to limit this kind of memory. */
  private static String limit(String what, Facts facts) {
    boolean heap = what.contains("heap") || what.contains("GC overhead") || what.contains("array");
    return heap
        ? facts
            .of(MemoryLimit.class, Scope.CANDIDATE)
            .findFirst()
            .map(limit -> limit.megabytes() + " MiB of heap")
            .orElse(NOT_COLLECTED)
        : NOT_COLLECTED;
  }

  private static List<Evidence> evidence(Evidence printed, Facts facts) {
    var evidence = new ArrayList<Evidence>(List.of(printed));
    facts.of(MemoryLimit.class, Scope.CANDIDATE).forEach(evidence::add);
    return evidence;
  }
}
