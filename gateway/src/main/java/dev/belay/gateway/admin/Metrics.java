package dev.belay.gateway.admin;

import dev.belay.gateway.outcome.EpochOutcomes;
import dev.belay.gateway.outcome.FailureRing;
import dev.belay.gateway.outcome.Outcome;
import dev.belay.gateway.outcome.RevisionOutcomes;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.Services;
import dev.belay.gateway.routing.TableDocument;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Counts in Prometheus' text format. Bounded: 16 services of 32 revisions at most. All label values
 * were checked when they came in and need no escaping.
 */
public final class Metrics {

  private final Services services;
  private final FailureRing failures;
  private final IntSupplier connections;
  private final Supplier<Map<String, Long>> ownAnswers;

  public Metrics(
      Services services,
      FailureRing failures,
      IntSupplier connections,
      Supplier<Map<String, Long>> ownAnswers) {
    this.services = services;
    this.failures = failures;
    this.connections = connections;
    this.ownAnswers = ownAnswers;
  }

  String text() {
    var text = new StringBuilder();
    requests(text);
    revisions(text, "in_flight", "gauge", "Requests in flight.", RevisionOutcomes::inFlight);
    revisions(
        text, "hung_total", "counter", "Requests ever older than the threshold.", r -> r.hung());
    revisions(
        text,
        "attempt_failures_total",
        "counter",
        "Failed attempts, retried or not.",
        RevisionOutcomes::attemptFailures);
    weights(text);
    head(text, "lease_expired", "gauge", "1 where nobody renewed the lease.");
    for (Service service : services.all()) {
      boolean expired = service.routing().table().leaseExpired();
      line(text, "lease_expired{service=\"" + service.name() + "\"}", expired ? 1 : 0);
    }
    head(
        text,
        "synthetic_requests_total",
        "counter",
        "Requests of the team, by what became of them.");
    for (Service service : services.all()) {
      for (Outcome outcome : Outcome.values()) {
        line(
            text,
            "synthetic_requests_total{service=\"%s\",outcome=\"%s\"}"
                .formatted(service.name(), outcome.label()),
            service.outcomes().synthetic().tally().of(outcome));
      }
    }
    head(text, "own_answers_total", "counter", "Answers the gateway gave itself, by class.");
    ownAnswers
        .get()
        .forEach((label, count) -> line(text, "own_answers_total{class=\"" + label + "\"}", count));
    head(text, "client_connections", "gauge", "Connections of clients.");
    line(text, "client_connections", connections.getAsInt());
    head(text, "failures_published_total", "counter", "Failures told on the stream.");
    line(text, "failures_published_total", failures.last());
    return text.toString();
  }

  private void requests(StringBuilder text) {
    head(text, "requests_total", "counter", "Routed requests by what became of them.");
    for (Service service : services.all()) {
      for (RevisionOutcomes revision : service.outcomes().revisions()) {
        for (Outcome outcome : Outcome.values()) {
          long sum = revision.evicted().of(outcome);
          for (EpochOutcomes epoch : revision.epochs()) {
            sum += epoch.tally().of(outcome);
          }
          String labels = labels(service, revision.label());
          line(text, "requests_total{" + labels + ",outcome=\"" + outcome.label() + "\"}", sum);
        }
      }
    }
  }

  private void revisions(
      StringBuilder text,
      String name,
      String type,
      String help,
      ToLongFunction<RevisionOutcomes> value) {
    head(text, name, type, help);
    for (Service service : services.all()) {
      for (RevisionOutcomes revision : service.outcomes().revisions()) {
        String labels = labels(service, revision.label());
        line(text, name + "{" + labels + "}", value.applyAsLong(revision));
      }
    }
  }

  private void weights(StringBuilder text) {
    head(text, "weight_basis_points", "gauge", "Shares in force.");
    for (Service service : services.all()) {
      for (TableDocument.Arm arm : service.routing().table().arms()) {
        String labels = labels(service, arm.revision());
        line(text, "weight_basis_points{" + labels + "}", arm.weight());
      }
    }
  }

  private static String labels(Service service, String revision) {
    return "service=\"%s\",revision=\"%s\"".formatted(service.name(), revision);
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP belay_gateway_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE belay_gateway_").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String series, long value) {
    text.append("belay_gateway_").append(series).append(' ').append(value).append('\n');
  }
}
