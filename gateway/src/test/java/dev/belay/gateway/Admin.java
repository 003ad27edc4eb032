package dev.belay.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to a gateway's admin port as a control plane does. */
record Admin(int port, String token) {

  static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpResponse<String> send(String method, String path, String body) {
    return send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a table into force and fails if it was refused. */
  JsonNode put(String service, long token, int publicPort, Arm... arms) {
    HttpResponse<String> response = tryPut(service, token, publicPort, arms);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
    return JSON.readTree(response.body());
  }

  HttpResponse<String> tryPut(String service, long token, int publicPort, Arm... arms) {
    return send("PUT", "/admin/v1/services/" + service + "/table", table(token, publicPort, arms));
  }

  static String table(long token, int publicPort, Arm... arms) {
    var table = JSON.createObjectNode().put("fencingToken", token).put("publicPort", publicPort);
    var list = table.putArray("arms");
    for (Arm arm : arms) {
      var node = list.addObject().put("revision", arm.revision()).put("weight", arm.weight());
      var instances = node.putArray("instances");
      for (int i = 0; i < arm.ports().length; i++) {
        instances
            .addObject()
            .put("id", "demo-" + arm.revision() + "-" + i)
            .put("host", "127.0.0.1")
            .put("port", arm.ports()[i]);
      }
    }
    return table.toString();
  }

  JsonNode outcomes(String service) {
    return JSON.readTree(get("/admin/v1/services/" + service + "/outcomes").body());
  }

  JsonNode revision(String service, String revision) {
    return StreamSupport.stream(outcomes(service).get("revisions").spliterator(), false)
        .filter(node -> node.get("revision").asString().equals(revision))
        .findFirst()
        .orElseThrow();
  }

  /** A count of a revision, over all its epochs. */
  long count(String service, String revision, String outcome) {
    return StreamSupport.stream(revision(service, revision).get("epochs").spliterator(), false)
        .mapToLong(epoch -> epoch.get(outcome).asLong())
        .sum();
  }

  static Arm arm(String revision, int weight, int... ports) {
    return new Arm(revision, weight, ports);
  }

  /** One revision's share and where its instances listen. */
  record Arm(String revision, int weight, int... ports) {}
}
