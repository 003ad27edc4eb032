package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Component;
import dev.belay.controlplane.incident.Evidence.DirectCall;
import dev.belay.controlplane.incident.Evidence.FailedRoute;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What looks like a cause and is excluded by something that was seen. That nobody looked excludes
 * nothing.
 */
final class RulingOut {

  private static final Pattern MEMORY = Pattern.compile("OutOfMemory|out of memory|oom-kill");
  private static final Pattern MODEL_FILE =
      Pattern.compile(
          "(?i)(?:checksum|sha-?256|digest).{0,100}(?:mismatch|differs|wrong|expected|not )");
  private static final int KILLED = 137;
  private static final int OUT_OF_MEMORY = 3;

  private RulingOut() {}

  static List<RuledOut> lookAlikesOf(Hypothesis first, Facts facts) {
    Stream<Optional<RuledOut>> out =
        switch (first.type()) {
          case SettingFaults.MISSING, SettingFaults.INVALID ->
              Stream.of(image(facts), database(first, facts));
          case OutOfMemory.TYPE -> Stream.of(modelFile(facts), database(first, facts));
          case ModelLoadFailed.TYPE ->
              Stream.of(container(facts), memory(facts), database(first, facts));
          case StorageNotWritable.TYPE -> Stream.of(database(first, facts), memory(facts));
          case DependencyDown.TYPE -> Stream.of(revision(first));
          case CrashLoop.TYPE, ProbeFailed.TYPE -> Stream.of(database(first, facts), memory(facts));
          case RequestFailures.DOWN, RequestFailures.REGRESSION ->
              Stream.of(cors(facts), database(first, facts), memory(facts));
          default -> Stream.empty();
        };
    return out.flatMap(Optional::stream).toList();
  }

  private static Optional<RuledOut> revision(Hypothesis first) {
    return Optional.of(
        new RuledOut(
            "the revision",
            "stable, which ran before it, says %s of %s too"
                .formatted(
                    first.detail().getOrDefault("stable", "the same"),
                    first.detail().getOrDefault("component", "it"))));
  }

  /** Its own check said it is up, or the one of stable did at the same time. */
  private static Optional<RuledOut> database(Hypothesis first, Facts facts) {
    if (Facts.isDatabase(first.detail().getOrDefault("component", ""))) {
      return Optional.empty();
    }
    Optional<Component> own = facts.component(Scope.CANDIDATE, Facts::isDatabase);
    if (own.isPresent()) {
      return own.filter(Component::well)
          .map(up ->
              new RuledOut("database", "the candidate's own check of it says " + up.status()));
    }
    return facts
        .component(Scope.STABLE, Facts::isDatabase)
        .filter(Component::well)
        .map(up ->
            new RuledOut(
                "database",
                "stable's check of it said %s at the same time".formatted(up.status())));
  }

  /** Whoever names its missing setting was started, and from a sound artifact. */
  private static Optional<RuledOut> image(Facts facts) {
    return facts.printed(Scope.CANDIDATE).isEmpty()
        ? Optional.empty()
        : Optional.of(new RuledOut("image", "the artifact ran: its own code named the setting"));
  }

  private static Optional<RuledOut> container(Facts facts) {
    boolean alive = facts.probe(Scope.CANDIDATE, "liveness", Health::passed);
    return facts.ranThroughout() && alive
        ? Optional.of(
            new RuledOut("container", "the process ran throughout and answered its liveness probe"))
        : Optional.empty();
  }

  private static Optional<RuledOut> memory(Facts facts) {
    boolean told = facts.printed(Scope.CANDIDATE, text -> MEMORY.matcher(text).find());
    boolean suspect =
        facts.ends().stream()
            .anyMatch(
                end -> end.code() == null || end.code() == KILLED || end.code() == OUT_OF_MEMORY);
    if (told || suspect) {
      return Optional.empty();
    }
    if (facts.ranThroughout()) {
      return Optional.of(
          new RuledOut("memory", "no process ended, and none reported a lack of memory"));
    }
    return facts.ends().stream()
        .filter(end -> !end.lines().isEmpty())
        .findFirst()
        .map(end ->
            new RuledOut(
                "memory",
                "the process ended with exit code %s and reported no lack of memory"
                    .formatted(end.codeWords())));
  }

  /** Only where there is a model at all. */
  private static Optional<RuledOut> modelFile(Facts facts) {
    boolean hasModel =
        Stream.of(Scope.CANDIDATE, Scope.STABLE)
                .anyMatch(
                    scope -> facts.component(scope, name -> name.contains("model")).isPresent())
            || facts.printed(
                Scope.CANDIDATE, text -> text.toLowerCase(Locale.ROOT).contains("model"));
    boolean blamed =
        facts.components(Scope.CANDIDATE).anyMatch(ModelLoadFailed::isModelFault)
            || facts.printed(Scope.CANDIDATE, text -> MODEL_FILE.matcher(text).find());
    return hasModel && !blamed
        ? Optional.of(
            new RuledOut(
                "model file",
                "nothing found fault with its checksum; the process itself said that memory ran out"))
        : Optional.empty();
  }

  /** A browser's complaint is a consequence where plain requests fail as well. */
  private static Optional<RuledOut> cors(Facts facts) {
    List<String> plain = new ArrayList<>();
    facts.call("GET").filter(DirectCall::failed).map(DirectCall::words).ifPresent(plain::add);
    facts.failedRoutes(Scope.CANDIDATE).stream()
        .filter(route -> route.route().startsWith("GET "))
        .findFirst()
        .map(FailedRoute::words)
        .ifPresent(plain::add);
    return plain.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RuledOut(
                "CORS", "plain GET requests without an Origin fail too: " + plain.getFirst()));
  }
}
