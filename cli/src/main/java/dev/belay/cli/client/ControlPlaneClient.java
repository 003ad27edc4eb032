package dev.belay.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the control plane's API. Every call throws {@link UnreachableException} if nobody
 * answers in time, {@link RefusedException} if the answer is no, and {@link GarbledAnswerException}
 * if it is not understood. Safe for use by several threads.
 */
public final class ControlPlaneClient implements AutoCloseable {

  private static final Duration READ = Duration.ofSeconds(10);

  /** The artifact is copied and its digest taken before the answer. */
  private static final Duration ACT = Duration.ofSeconds(60);

  /** Longer than the gates and the wait for another verification together. */
  private static final Duration VERIFY = Duration.ofMinutes(5);

  /** Names the newest rollout. */
  public static final String CURRENT = "current";

  private final Transport transport;
  private final Duration read;

  /** What a person may do to a rollout that is under way. */
  public enum Verb {
    PAUSE,
    RESUME,
    PROMOTE,
    ABORT
  }

  /**
   * @param connection read at each call; may throw {@link RuntimeException}s of its own
   */
  public ControlPlaneClient(Supplier<Connection> connection) {
    this(connection, READ);
  }

  ControlPlaneClient(Supplier<Connection> connection, Duration read) {
    this.transport = new Transport(connection);
    this.read = read;
  }

  public Status status() {
    return Status.read(transport.exchange("GET", "/api/v1/status", null, read));
  }

  /**
   * @param revision such as {@code r7}, or {@link #CURRENT}
   */
  public Rollout rollout(String service, String revision) {
    return Rollout.read(
        transport.exchange("GET", rollouts(service) + "/" + encoded(revision), null, read));
  }

  /**
   * Why a rollout went back or was blocked; empty without an incident, or while none is told yet.
   */
  public Optional<Incident> incident(String service, String revision) {
    String path = rollouts(service) + "/" + encoded(revision) + "/incident";
    try {
      return Optional.of(Incident.read(transport.exchange("GET", path, null, read)));
    } catch (RefusedException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Asks for a new release; answers as soon as the control plane has taken it on. */
  public Rollout start(String service, Rollout.Request request) {
    return Rollout.read(transport.exchange("POST", rollouts(service), request.body(), ACT));
  }

  /** Lets the gates look at what a request would release. */
  public Verification verify(String service, Rollout.Request request) {
    return Verification.read(
        transport.exchange("POST", service(service) + "/verifications", request.body(), VERIFY));
  }

  /**
   * What was verified before, the newest first.
   *
   * @param limit 1 to 50
   */
  public PastVerifications verifications(String service, int limit) {
    String path = "%s/verifications?limit=%d".formatted(service(service), limit);
    return PastVerifications.read(transport.exchange("GET", path, null, read));
  }

  public Rollout act(String service, String revision, Verb verb, @Nullable String reason) {
    String path =
        rollouts(service) + "/" + encoded(revision) + "/" + verb.name().toLowerCase(Locale.ROOT);
    return Rollout.read(transport.exchange("POST", path, because(reason), ACT));
  }

  /** Asks for a new rollout that brings the last completed revision before this one back. */
  public Rollout undo(String service, @Nullable String reason) {
    return Rollout.read(
        transport.exchange("POST", service(service) + "/undo", because(reason), ACT));
  }

  /** Releases what was released before, as a new record, also if it is in quarantine. */
  public Rollout retry(String service, String revision, @Nullable String reason) {
    String path = rollouts(service) + "/" + encoded(revision) + "/retry";
    return Rollout.read(transport.exchange("POST", path, because(reason), ACT));
  }

  /**
   * Applies a policy document to the service that it names.
   *
   * @param directory where its relative paths begin, absolute
   * @throws InvalidPolicyException with all that is wrong with it
   */
  public Applied apply(String document, Path directory, boolean dryRun, @Nullable String reason) {
    String path =
        "/api/v1/policy?dryRun=%s&directory=%s%s"
            .formatted(
                dryRun,
                encoded(directory.toString()),
                reason == null ? "" : "&reason=" + encoded(reason));
    return Applied.read(transport.exchange("PUT", path, document, "application/yaml", ACT));
  }

  /**
   * What a policy document would have done with the newest releases of the service that it names.
   *
   * @param directory where its relative paths begin, absolute
   * @param releases 1 to 50
   * @throws InvalidPolicyException with all that is wrong with it
   */
  public Replay replay(String document, Path directory, int releases) {
    String path =
        "/api/v1/replays?releases=%d&directory=%s"
            .formatted(releases, encoded(directory.toString()));
    return Replay.read(transport.exchange("POST", path, document, "application/yaml", ACT));
  }

  /** What runs of a service, compared with what is wanted of it. */
  public Drift drift(String service) {
    return Drift.read(transport.exchange("GET", service(service) + "/drift", null, VERIFY));
  }

  /** What patrols said of it, at most 50. */
  public PastDrifts drifts(String service, int limit) {
    String path = "%s/drift/history?limit=%d".formatted(service(service), limit);
    return PastDrifts.read(transport.exchange("GET", path, null, read));
  }

  /** The same of all services. */
  public List<Drift> drifts() {
    return transport
        .exchange("GET", "/api/v1/drift", null, VERIFY)
        .objects("services", Drift::read);
  }

  /** Has the processes of a service replaced; answers as soon as that is taken on. */
  public Restart restart(String service, String reason) {
    return Restart.read(
        transport.exchange("POST", service(service) + "/restarts", because(reason), ACT));
  }

  /** The newest one, ended or not. */
  public Restart lastRestart(String service) {
    return Restart.read(
        transport.exchange("GET", service(service) + "/restarts/current", null, read));
  }

  public Safety safety() {
    return Safety.read(transport.exchange("GET", "/api/v1/safety", null, read));
  }

  /**
   * Stops releases; never a way back.
   *
   * @param service null for everything
   */
  public void freeze(@Nullable String service, @Nullable String reason) {
    var body = Json.MAPPER.createObjectNode();
    body.put("service", service);
    body.put("reason", reason);
    transport.exchange("POST", "/api/v1/safety/freezes", Json.MAPPER.writeValueAsString(body), ACT);
  }

  /** Whether there was a freeze to end. */
  public boolean unfreeze(@Nullable String service, @Nullable String reason) {
    String path =
        "/api/v1/safety/freezes?reason=%s%s"
            .formatted(
                encoded(reason == null ? "" : reason),
                service == null ? "" : "&service=" + encoded(service));
    return transport.exchange("DELETE", path, null, ACT).flag("ended");
  }

  /**
   * Newest first.
   *
   * @param service null for all
   * @param limit 1 to 1000
   */
  public List<AuditEntry> audit(@Nullable String service, int limit) {
    String path =
        "/api/v1/audit?limit=%d%s"
            .formatted(limit, service == null ? "" : "&service=" + encoded(service));
    return transport.exchange("GET", path, null, read).objects("entries", AuditEntry::read);
  }

  /** Says that a rollback was wrong. */
  public void dispute(String service, String revision, @Nullable String reason) {
    String path = rollouts(service) + "/" + encoded(revision) + "/dispute";
    transport.exchange("POST", path, because(reason), ACT);
  }

  /** Whether there was a dispute to withdraw. */
  public boolean withdrawDispute(String service, String revision, @Nullable String reason) {
    String path =
        "%s/%s/dispute?reason=%s"
            .formatted(rollouts(service), encoded(revision), encoded(reason == null ? "" : reason));
    return transport.exchange("DELETE", path, null, ACT).flag("ended");
  }

  /**
   * Lets the content of a rollout that was taken back be released again.
   *
   * @param revision such as {@code r7}
   */
  public void liftQuarantine(String service, String revision, String reason) {
    String path =
        "%s/quarantine/%s?reason=%s"
            .formatted(service(service), encoded(revision), encoded(reason));
    transport.exchange("DELETE", path, null, ACT);
  }

  /** Closes the breaker: the rollbacks up to now do not count any more. */
  public void resetBreaker(String reason) {
    transport.exchange("POST", "/api/v1/safety/breaker/reset", because(reason), ACT);
  }

  /** Asks the control plane to stop everything and then itself. */
  public void shutdown() {
    transport.exchange("POST", "/api/v1/shutdown", "{}", read);
  }

  /**
   * Tells of events until it is closed, over interruptions and restarts of the control plane.
   *
   * @param listener gets an event's name, such as {@code rollout}; must return quickly
   */
  public EventStream events(EventStream.Listener listener) {
    return new EventStream(transport, listener);
  }

  private static String because(@Nullable String reason) {
    var body = Json.MAPPER.createObjectNode();
    if (reason != null) {
      body.put("reason", reason);
    }
    return Json.MAPPER.writeValueAsString(body);
  }

  private static String rollouts(String service) {
    return service(service) + "/rollouts";
  }

  private static String service(String service) {
    return "/api/v1/services/" + encoded(service);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    transport.close();
  }
}
