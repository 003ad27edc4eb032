package dev.belay.controlplane.incident;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lines of output as a person would read them: a JSON line is taken apart into its message and its
 * stack trace, in the ways of Elastic, Logstash, GELF and others; one that was cut off is read as
 * far as it goes.
 */
record LogText(List<Line> lines) {

  /**
   * One line of text.
   *
   * @param error whether an error begins here
   */
  record Line(String text, boolean error) {}

  private static final Pattern ERROR = Pattern.compile("\\b(?:ERROR|SEVERE|FATAL|CRITICAL)\\b");
  private static final Pattern JSON_ERROR =
      Pattern.compile(
          "(?i)\"(?:log\\.)?(?:level|severity|levelname|_level_name)\"\\s*:"
              + "\\s*(?:\"(?:error|severe|fatal|critical)\"|[56]0\\b)");
  private static final Pattern EXCEPTION =
      Pattern.compile(
          "^(?:Caused by: |Exception in thread \"[^\"]*\" |Uncaught )?"
              + "(?:[\\w$]+[./])*(?:[A-Za-z_$][\\w$]*)?(?:Exception|Error|Throwable)(?:: .*|$)");
  private static final Pattern PANIC =
      Pattern.compile("^(?:panic: |fatal error: |thread '.*' panicked).*");
  private static final List<String> MESSAGES = List.of("message", "msg", "short_message", "@m");
  private static final List<String> STACKS =
      List.of(
          "stack_trace", "stackTrace", "stack", "error.stack_trace", "exception", "full_message");
  private static final Pattern FIELD =
      Pattern.compile(
          "\"(message|msg|short_message|@m|type|error\\.type|error\\.message|stack_trace|stackTrace"
              + "|stack|error\\.stack_trace|exception|full_message)\"\\s{0,3}:\\s{0,3}"
              + "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)");
  private static final String FAILURE_REPORT = "APPLICATION FAILED TO START";
  private static final int LEVEL_WITHIN = 120;
  private static final int MAX_SHOWN = 300;

  LogText {
    lines = List.copyOf(lines);
  }

  static LogText of(List<String> raw) {
    var lines = new ArrayList<Line>();
    for (String each : raw) {
      String text = each.strip();
      if (text.startsWith("{")) {
        json(text, lines);
      } else {
        add(text, isError(text), lines);
      }
    }
    return new LogText(lines);
  }

  private static void json(String text, List<Line> lines) {
    boolean error = JSON_ERROR.matcher(text).find();
    try {
      JsonNode node = JsonMapper.shared().readTree(text);
      first(node, MESSAGES).ifPresent(message -> add(message, error, lines));
      JsonNode fault = node.path("error");
      String type = fault.path("type").asString(node.path("error.type").asString(""));
      String said = fault.path("message").asString(node.path("error.message").asString(""));
      if (!type.isEmpty()) {
        add(type + ": " + said, false, lines);
      }
      first(fault, STACKS)
          .or(() -> first(node, STACKS))
          .ifPresent(stack -> add(stack, false, lines));
    } catch (JacksonException cutOff) {
      cutOff(text, error, lines);
    }
  }

  /** What can be read of a line whose end is missing; all of it where nothing can. */
  private static void cutOff(String text, boolean error, List<Line> lines) {
    var type = "";
    boolean read = false;
    boolean begins = error;
    boolean faultTold = false;
    Matcher field = FIELD.matcher(text);
    while (field.find()) {
      String name = field.group(1);
      String value = unescaped(field.group(2));
      if (name.endsWith("type")) {
        type = isException(value) ? value + ": " : "";
        continue;
      }
      if (faultTold && STACKS.contains(name) && value.endsWith("…")) {
        continue;
      }
      faultTold |= !type.isEmpty();
      add(type + value, begins && type.isEmpty(), lines);
      begins &= !type.isEmpty() || STACKS.contains(name);
      type = "";
      read = true;
    }
    if (!read) {
      add(unescaped(text), error, lines);
    }
  }

  private static String unescaped(String text) {
    return text.replaceAll("(?:\\\\r)?\\\\n", "\n").replace("\\\"", "\"");
  }

  private static Optional<String> first(JsonNode node, List<String> names) {
    return names.stream()
        .map(node::path)
        .filter(JsonNode::isString)
        .map(value -> value.asString(""))
        .findFirst();
  }

  /** Only the first line of several begins an error. */
  private static void add(String text, boolean error, List<Line> lines) {
    boolean begins = error;
    for (String line : Arrays.asList(text.split("\\R"))) {
      // What is left of an escaped stack trace begins its lines with tabs in letters.
      String clean = line.replace("\\t", " ").strip();
      if (!clean.isEmpty()) {
        lines.add(new Line(clean, begins));
        begins = false;
      }
    }
  }

  private static boolean isError(String text) {
    return ERROR
        .matcher(text.length() <= LEVEL_WITHIN ? text : text.substring(0, LEVEL_WITHIN))
        .find();
  }

  static boolean isException(String text) {
    return EXCEPTION.matcher(text).find() || PANIC.matcher(text).matches();
  }

  /**
   * The innermost cause of the last error; without a stack trace its words; without an error the
   * last line. Empty without output.
   */
  Optional<String> lastError() {
    return failureReport()
        .or(() ->
            lines.reversed().stream()
                .filter(line -> line.error() || isException(line.text()))
                .map(Line::text)
                .findFirst())
        .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast().text()))
        .map(LogText::shown);
  }

  /** What Spring Boot itself says of a failed start. */
  private Optional<String> failureReport() {
    List<String> texts = lines.stream().map(Line::text).toList();
    int report = texts.lastIndexOf(FAILURE_REPORT);
    int description = texts.lastIndexOf("Description:");
    return report >= 0 && description > report && description + 1 < texts.size()
        ? Optional.of(texts.get(description + 1))
        : Optional.empty();
  }

  private static String shown(String text) {
    String brief =
        text.replaceFirst("^Caused by: ", "")
            .replaceFirst("^\\S*[0-9]{2}:[0-9]{2}:[0-9]{2}\\S*\\s+", "");
    return brief.length() <= MAX_SHOWN ? brief : brief.substring(0, MAX_SHOWN - 1) + "…";
  }

  /** All lines as one text. */
  String joined() {
    return String.join("\n", lines.stream().map(Line::text).toList());
  }
}
