package dev.belay.controlplane.analysis;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference values of the evidence, computed elsewhere with 60 digits. */
record ReferenceVector(
    String id,
    String test,
    List<Double> params,
    double share,
    double invested,
    List<Step> steps,
    List<Double> expectedLogE,
    Map<String, Integer> crossings) {

  /** Outcomes CE, CO, SE, SO with a count, {@code w} with a share, {@code inject} with capital. */
  record Step(String kind, double amount) {}

  static List<ReferenceVector> load() {
    try (InputStream json = ReferenceVector.class.getResourceAsStream("/analysis-vectors.json")) {
      var vectors = new ArrayList<ReferenceVector>();
      JsonMapper.shared().readTree(json).get("vectors").forEach(node -> vectors.add(read(node)));
      return vectors;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ReferenceVector read(JsonNode node) {
    var steps = new ArrayList<Step>();
    node.get("events")
        .forEach(event -> steps.add(new Step(event.get(0).asString(), event.get(1).asDouble())));
    var crossings = new java.util.TreeMap<String, Integer>();
    node.get("firstStepCrossing")
        .forEachEntry((alpha, at) -> crossings.put(alpha, at.isNull() ? -1 : at.asInt()));
    return new ReferenceVector(
        node.get("id").asString(),
        node.get("test").asString(),
        numbers(node.get("params")),
        node.get("w").asDouble(),
        node.get("pi0").asDouble(),
        steps,
        numbers(node.get("expectedLogE")),
        crossings);
  }

  private static List<Double> numbers(JsonNode array) {
    var numbers = new ArrayList<Double>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  @Override
  public String toString() {
    return id + " " + test;
  }
}
