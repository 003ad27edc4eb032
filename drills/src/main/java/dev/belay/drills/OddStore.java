package dev.belay.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The object store that both revisions keep files in, whose answers take another shape while the
 * canary runs: as after its update, which is nobody's fault. Only on a Belay that was started with
 * such a store; files that are elsewhere would be out of reach.
 */
record OddStore() implements Surroundings {

  private static final String SHAPE = "x-odd-store";

  /** Where a Belay of its own has its store. */
  static Path directory(Path home) {
    return home.resolve("object-store");
  }

  @Override
  public Prepared prepare(Stage stage) throws IOException {
    Path directory = directory(stage.home());
    if (!Files.exists(directory.resolve("endpoint"))) {
      throw new DrillImpossibleException("the services here keep no files in an object store");
    }
    return new Ready(directory);
  }

  private record Ready(Path directory) implements Prepared {

    private Path odd() {
      return directory.resolve("odd");
    }

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public void breakNow() throws IOException, InterruptedException {
      Files.write(odd(), new byte[0]);
      URI endpoint = URI.create(Files.readString(directory.resolve("endpoint")));
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpResponse<Void> answer =
            http.send(
                HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(5)).build(),
                BodyHandlers.discarding());
        if (answer.headers().firstValue(SHAPE).isEmpty()) {
          throw new DrillImpossibleException("the object store answers as before");
        }
      }
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(odd());
    }
  }
}
