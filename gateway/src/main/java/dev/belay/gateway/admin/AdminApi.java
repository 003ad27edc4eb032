package dev.belay.gateway.admin;

import dev.belay.gateway.routing.HandingOverException;
import dev.belay.gateway.routing.InvalidTableException;
import dev.belay.gateway.routing.PortTakenException;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.Services;
import dev.belay.gateway.routing.StaleTokenException;
import dev.belay.gateway.routing.TableDocument;
import dev.belay.gateway.routing.TableRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of the admin port. */
public final class AdminApi extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(AdminApi.class);
  private static final String SERVICES = "/admin/v1/services/";

  private final AdminToken token;
  private final Boot boot;
  private final Services services;
  private final FailureStream failures;
  private final Metrics metrics;
  private final HandOver handOver;
  private volatile boolean departed;

  public AdminApi(
      AdminToken token,
      Boot boot,
      Services services,
      FailureStream failures,
      Metrics metrics,
      HandOver handOver) {
    this.token = token;
    this.boot = boot;
    this.services = services;
    this.failures = failures;
    this.metrics = metrics;
    this.handOver = handOver;
  }

  /** Whoever asks from now on is to ask the successor, on a new connection. */
  public void depart() {
    departed = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      if (!token.allows(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        throw AdminProblem.of(
            401, "unauthorized", "Send 'Authorization: Bearer' with the token of the token file");
      }
      if (departed) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        throw AdminProblem.of(
            503, "handed-over", "Another gateway has taken over; ask again, on a new connection");
      }
      route(request, response, callback);
    } catch (AdminProblem e) {
      Json.sendProblem(e, response, callback);
    } catch (RuntimeException e) {
      log.error("An admin call failed", e);
      Json.sendProblem(
          AdminProblem.of(500, "internal", "The gateway failed; its log says why"),
          response,
          callback);
    }
    return true;
  }

  /**
   * Goes through the motions of a change. The first one may be the way back from a bad revision,
   * right after a restart: it must not wait for half a second of class loading.
   */
  public void rehearse() {
    String sample =
        """
        {"fencingToken":1,"publicPort":0,"arms":[{"revision":"r1","weight":10000,\
        "instances":[{"id":"rehearsal","host":"127.0.0.1","port":1}]}]}
        """;
    try {
      TableRequest request = Json.MAPPER.readValue(sample, TableRequest.class);
      TableDocument table = services.rehearse("rehearsal", request);
      Json.MAPPER.writeValueAsBytes(TableView.of(boot.id(), table));
      Json.MAPPER.writeValueAsBytes(outcomes("rehearsal"));
    } catch (InvalidTableException | RuntimeException e) {
      log.warn("The rehearsal of a change failed", e);
    }
  }

  private void route(Request request, Response response, Callback callback) throws AdminProblem {
    String path = request.getHttpURI().getPath();
    String call = request.getMethod() + " " + path;
    switch (call) {
      case "GET /admin/v1/health" -> Json.send(health(), response, callback);
      case "GET /admin/v1/metrics" ->
          Json.write(
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              metrics.text().getBytes(StandardCharsets.UTF_8),
              response,
              callback);
      case "GET /admin/v1/failures" -> failures.serve(request, response, callback);
      case "POST /admin/v1/hand-over", "DELETE /admin/v1/hand-over" ->
          Json.send(invitation(request), response, callback);
      case "POST /admin/v1/hand-over/departure" -> departure(request, response, callback);
      default -> {
        if (!path.startsWith(SERVICES)) {
          throw unknown(call);
        }
        Json.send(service(request, path.substring(SERVICES.length())), response, callback);
      }
    }
  }

  private Object invitation(Request request) throws AdminProblem {
    long generation = Json.read(request, Successor.class).generation();
    if (request.getMethod().equals("DELETE")) {
      handOver.cancel(generation);
      return new Successor(generation);
    }
    try {
      return handOver.invite(generation);
    } catch (HandOver.RefusedException e) {
      throw AdminProblem.of(409, e.type(), message(e));
    }
  }

  private void departure(Request request, Response response, Callback callback)
      throws AdminProblem {
    HandOver.Departed left;
    try {
      left = handOver.depart(Json.read(request, Successor.class).generation());
    } catch (HandOver.RefusedException e) {
      throw AdminProblem.of(409, e.type(), message(e));
    }
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Json.send(left, response, Callback.from(callback, handOver::departureTold));
  }

  private Object service(Request request, String rest) throws AdminProblem {
    int slash = rest.indexOf('/');
    String name = slash < 0 ? rest : rest.substring(0, slash);
    if (!Services.validName(name)) {
      throw AdminProblem.of(
          404, "unknown-service", "A service's name is 1 to 40 of a-z, 0-9 and '-'");
    }
    String call = request.getMethod() + (slash < 0 ? "" : rest.substring(slash));
    return switch (call) {
      case "PUT/table" -> put(name, Json.read(request, TableRequest.class));
      case "GET/table" -> table(name);
      case "POST/lease" -> renew(name, Json.read(request, Renewal.class));
      case "GET/outcomes" -> outcomes(name);
      default -> throw unknown(request.getMethod() + " " + SERVICES + "{service}");
    };
  }

  private Object put(String name, TableRequest asked) throws AdminProblem {
    try {
      return TableView.of(boot.id(), services.apply(name, asked));
    } catch (StaleTokenException e) {
      throw AdminProblem.stale(message(e), e.highest());
    } catch (PortTakenException e) {
      throw AdminProblem.portTaken(message(e), e.port());
    } catch (HandingOverException e) {
      throw AdminProblem.of(503, "handing-over", message(e));
    } catch (InvalidTableException e) {
      throw AdminProblem.invalid(e.violations());
    } catch (IOException e) {
      log.error("The table of {} could not be stored", name, e);
      throw AdminProblem.of(
          507, "not-stored", "The table could not be stored (disk full?); nothing was changed");
    }
  }

  private Object renew(String name, Renewal renewal) throws AdminProblem {
    try {
      services.renew(name, renewal.fencingToken());
      return table(name);
    } catch (StaleTokenException e) {
      throw AdminProblem.stale(message(e), e.highest());
    }
  }

  private Object table(String name) {
    Service service = services.find(name);
    return service == null
        ? new TableView(boot.id(), name, 0, 0, 0, List.of(), null, false)
        : TableView.of(boot.id(), service.routing().table());
  }

  private Object outcomes(String name) {
    Service service = services.find(name);
    return service == null
        ? new OutcomesView(boot.id(), name, 0, List.of())
        : OutcomesView.of(boot.id(), service);
  }

  private Object health() {
    return new HealthView(
        "UP", boot.id(), boot.startedAt(), services.highestFencingToken(), services.all().size());
  }

  private static AdminProblem unknown(String call) {
    String shown = call.length() > 100 ? call.substring(0, 100) + "…" : call;
    return AdminProblem.of(404, "unknown-call", "There is no " + shown);
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /** A table in force. */
  record TableView(
      String bootId,
      String service,
      long weightEpoch,
      long fencingToken,
      int publicPort,
      List<TableDocument.Arm> arms,
      TableDocument.@Nullable Lease lease,
      boolean leaseExpired) {

    static TableView of(String bootId, TableDocument table) {
      return new TableView(
          bootId,
          table.service(),
          table.weightEpoch(),
          table.fencingToken(),
          table.publicPort(),
          table.arms(),
          table.lease(),
          table.leaseExpired());
    }
  }

  /** That whoever has the token is there. */
  record Renewal(long fencingToken) {}

  /** Who asks for the gateway's place. */
  record Successor(long generation) {}

  /** That the process is there. */
  record HealthView(
      String status,
      String bootId,
      java.time.Instant startedAt,
      long highestFencingToken,
      int services) {}
}
