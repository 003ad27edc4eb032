package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Component;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Facts.Unwell;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model's file is missing, damaged or of a kind that cannot be run. */
final class ModelLoadFailed implements Rule {

  static final String TYPE = "ModelLoadFailed";
  private static final Pattern RUNTIME =
      Pattern.compile(
          "ORT_(?:NO_SUCHFILE|INVALID_PROTOBUF|INVALID_GRAPH|NO_MODEL|MODEL_LOADED|NOT_IMPLEMENTED)"
              + "|Protobuf parsing failed|(?i:failed to load (?:the )?model)|Load model from \\S+ failed"
              + "|(?i:model\\b[^\\n]{0,80}sha-?256[^\\n]{0,120}(?:expected|mismatch))"
              + "|(?i:invalid magic number; corrupt file)|Error\\(s\\) in loading state_dict");
  private static final Pattern FILE =
      Pattern.compile(
          "([\\w./-]{1,300}\\.(?:onnx|ort|pt|pth|safetensors|pb|tflite|gguf|h5|bin))\\b");
  private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final List<String> KEYS =
      List.of("file", "expectedSha256", "actualSha256", "reason", "attempts");

  @Override
  public List<Hypothesis> judge(Facts facts) {
    var found = new ArrayList<Hypothesis>();
    facts.unwell().stream()
        .filter(each -> isModelFault(each.component()))
        .map(each -> told(each, facts))
        .findFirst()
        .ifPresent(found::add);
    if (found.isEmpty()) {
      for (Evidence printed : facts.printed(Scope.CANDIDATE)) {
        said(printed, facts).ifPresent(found::add);
      }
    }
    return found;
  }

  static boolean isModelFault(Component component) {
    Map<String, String> details = component.details();
    if (altered(component)) {
      return true;
    }
    // A sound file that did not fit into memory is no fault of the file.
    if (details.getOrDefault("reason", "").contains("OutOfMemory")) {
      return false;
    }
    String status = details.getOrDefault("model_status", "").toLowerCase(Locale.ROOT);
    return component.problem().equals(TYPE)
        || component.name().toLowerCase(Locale.ROOT).contains("model")
            && (status.contains("fail") || status.contains("error"));
  }

  /** While it is tried again it calls itself loading. */
  static boolean altered(Component component) {
    String expected = component.details().getOrDefault("expectedSha256", "");
    String actual = component.details().getOrDefault("actualSha256", "");
    return !expected.isEmpty() && !actual.isEmpty() && !expected.equals(actual);
  }

  private static Hypothesis told(Unwell unwell, Facts facts) {
    Component component = unwell.component();
    var detail = new TreeMap<String, String>();
    KEYS.forEach(key -> {
      String value = component.details().get(key);
      if (value != null) {
        detail.put(key, value);
      }
    });
    String file = detail.getOrDefault("file", "a model");
    String expected = detail.getOrDefault("expectedSha256", "");
    String actual = detail.getOrDefault("actualSha256", "");
    String why =
        altered(component)
            ? "%s is not the file that was meant: its SHA-256 is %s, not %s"
                .formatted(file, shown(actual), shown(expected))
            : "%s could not be loaded%s"
                .formatted(file, detail.containsKey("reason") ? ": " + detail.get("reason") : "");
    boolean shared =
        facts.components(Scope.STABLE).anyMatch(each -> !each.well() && isModelFault(each));
    boolean certain = !shared && (component.problem().equals(TYPE) || altered(component));
    return Hypothesis.of(
        TYPE, certain ? Level.CONFIRMED : Level.LIKELY, why, detail, List.of(unwell.health()));
  }

  private static Optional<Hypothesis> said(Evidence printed, Facts facts) {
    String text = LogText.of(printed.lines()).joined();
    if (!RUNTIME.matcher(text).find()) {
      return Optional.empty();
    }
    Matcher file = FILE.matcher(text);
    Map<String, String> detail = new TreeMap<>();
    detail.put("file", file.find() ? file.group(1) : "not told");
    List<String> digests =
        DIGEST.matcher(text).results().map(hit -> hit.group()).distinct().toList();
    detail.put("sha256", digests.isEmpty() ? "not collected" : String.join(", ", digests));
    boolean shared = facts.printed(Scope.STABLE, stable -> RUNTIME.matcher(stable).find());
    return Optional.of(
        Hypothesis.of(
            TYPE,
            shared ? Level.POSSIBLE : Level.LIKELY,
            "a model could not be loaded, as the output says",
            detail,
            List.of(printed)));
  }

  private static String shown(String digest) {
    return digest.length() > 12 ? digest.substring(0, 12) + "…" : digest;
  }
}
