package dev.belay.benchmarks.reaction;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The failure after which the evidence is enough, by the gateway's own clock: the judge of the
 * product on the gateway's own lines.
 */
final class Crossing {

  private final CompletableFuture<Instant> at = new CompletableFuture<>();
  private Judgement judgement = Judgement.open(JudgePolicy.defaults());
  private int failures;

  static Crossing watch(InputStream lines, String candidate) {
    var crossing = new Crossing();
    Thread.ofVirtual().start(() -> crossing.read(lines, candidate));
    return crossing;
  }

  private void read(InputStream lines, String candidate) {
    try (var reader = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null && !at.isDone()) {
        if (line.contains("\"route\"")) {
          failed(JsonMapper.shared().readTree(line), candidate);
        }
        line = reader.readLine();
      }
    } catch (IOException | UncheckedIOException e) {
      at.completeExceptionally(e);
    }
  }

  private void failed(JsonNode line, String candidate) {
    boolean ofCandidate = line.path("revision").asString().equals(candidate);
    double weight = line.path("weight").asInt() / 10_000.0;
    Answers one = Answers.of(0, 0, 1);
    Answers none = Answers.of(0, 0, 0);
    failures += ofCandidate ? 1 : 0;
    judgement =
        ofCandidate ? judgement.routed(weight, one, none) : judgement.routed(1 - weight, none, one);
    if (judgement.verdict() instanceof Verdict.Worse) {
      at.complete(Instant.parse(line.path("at").asString()));
    }
  }

  CompletableFuture<Instant> at() {
    return at;
  }

  /** The candidate's failures up to then. */
  int failures() {
    return failures;
  }
}
