package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.Component;
import dev.belay.controlplane.incident.Evidence.DirectCall;
import dev.belay.controlplane.incident.Evidence.FailedRoute;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.ProcessSeen;
import dev.belay.controlplane.incident.Evidence.Requests;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.platform.Instance;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The evidence, as hypotheses ask for it. */
record Facts(List<Evidence> all) {

  private static final List<String> DATABASES =
      List.of("db", "database", "datasource", "r2dbc", "postgres", "postgresql", "mysql", "mongo");

  Facts {
    all = List.copyOf(all);
  }

  <E extends Evidence> Stream<E> of(Class<E> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast);
  }

  <E extends Evidence> Stream<E> of(Class<E> kind, Scope scope) {
    return of(kind).filter(each -> each.scope() == scope);
  }

  Optional<Signal> signal() {
    return of(Signal.class).findFirst();
  }

  boolean signalled(String... types) {
    return signal().filter(signal -> List.of(types).contains(signal.type())).isPresent();
  }

  String signalDetail(String name) {
    return signal().map(signal -> signal.detail().getOrDefault(name, "")).orElse("");
  }

  /** How processes of the candidate ended, the one with the most to say first. */
  List<ProcessEnd> ends() {
    return of(ProcessEnd.class, Scope.CANDIDATE)
        .sorted((a, b) -> Integer.compare(b.lines().size(), a.lines().size()))
        .toList();
  }

  /** How often an instance of the candidate ended; the most of all of them. */
  int timesEnded() {
    int seen = of(ProcessSeen.class, Scope.CANDIDATE).mapToInt(ProcessSeen::ends).max().orElse(0);
    return Math.max(seen, ends().stream().mapToInt(ProcessEnd::times).max().orElse(0));
  }

  /** A process of the candidate is there and none ever ended. */
  boolean ranThroughout() {
    return timesEnded() == 0
        && ends().isEmpty()
        && of(ProcessSeen.class, Scope.CANDIDATE)
            .anyMatch(each -> each.phase() != Instance.Phase.BACKING_OFF);
  }

  /** Everything of one side that printed something: ends first. */
  List<Evidence> printed(Scope scope) {
    return Stream.concat(
            of(ProcessEnd.class, scope).map(Evidence.class::cast), of(Evidence.Output.class, scope))
        .filter(each -> !each.lines().isEmpty())
        .toList();
  }

  boolean printed(Scope scope, Predicate<String> test) {
    return printed(scope).stream().anyMatch(each -> test.test(LogText.of(each.lines()).joined()));
  }

  Stream<Component> components(Scope scope) {
    return of(Health.class, scope).flatMap(health -> health.components().stream());
  }

  /** A component of the candidate that is not well, with the answer that told of it. */
  record Unwell(Health health, Component component) {}

  List<Unwell> unwell() {
    return of(Health.class, Scope.CANDIDATE)
        .flatMap(health ->
            health.components().stream()
                .filter(component -> !component.well())
                .map(component -> new Unwell(health, component)))
        .toList();
  }

  Optional<Component> component(Scope scope, Predicate<String> name) {
    return components(scope)
        .filter(each -> name.test(lastName(each).toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  static boolean isDatabase(String name) {
    return DATABASES.contains(name);
  }

  /** Without the groups that it stands in. */
  static String lastName(Component component) {
    return component.name().substring(component.name().lastIndexOf('/') + 1);
  }

  boolean probe(Scope scope, String probe, Predicate<Health> test) {
    return of(Health.class, scope).anyMatch(each -> each.probe().equals(probe) && test.test(each));
  }

  boolean hung(String probe) {
    return probe(Scope.CANDIDATE, probe, health -> health.answer() == Answer.TIMED_OUT);
  }

  Optional<Requests> requests(Scope scope) {
    return of(Requests.class, scope).findFirst();
  }

  List<FailedRoute> failedRoutes(Scope scope) {
    return of(FailedRoute.class, scope).toList();
  }

  Optional<DirectCall> call(String method) {
    return of(DirectCall.class, Scope.CANDIDATE)
        .filter(each -> each.method().equals(method))
        .findFirst();
  }
}
