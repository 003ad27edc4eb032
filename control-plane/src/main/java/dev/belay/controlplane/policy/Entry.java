package dev.belay.controlplane.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.json.JsonMapper;

/**
 * One value of the document, where it stands and what it is called. What cannot be read is empty,
 * with the reason among the problems: reading goes on.
 */
record Entry(Node node, String pointer, Problems problems) {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,12})?(?:[eE][-+]?[0-9]{1,2})?");
  private static final int SHOWN = 40;

  /** What kinds of values there are. */
  enum Kind {
    MAPPING("a mapping"),
    LIST("a list"),
    TEXT("a text"),
    NUMBER("a number"),
    TRUTH("true or false"),
    NOTHING("nothing");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  Mark at() {
    return node.getStartMark();
  }

  void error(String message, String remedy) {
    problems.error(at(), pointer, message, remedy);
  }

  static Kind kind(Node node) {
    return switch (node) {
      case MappingNode mapping -> Kind.MAPPING;
      case SequenceNode list -> Kind.LIST;
      case ScalarNode scalar when !scalar.isPlain() -> Kind.TEXT;
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> Kind.NOTHING;
      case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) -> Kind.TRUTH;
      case ScalarNode scalar when NUMBER.matcher(scalar.getValue()).matches() -> Kind.NUMBER;
      default -> Kind.TEXT;
    };
  }

  Kind kind() {
    return kind(node);
  }

  Optional<Section> section() {
    return node instanceof MappingNode mapping
        ? Optional.of(new Section(mapping, pointer, problems))
        : refused("Write its fields below it, indented.");
  }

  List<Entry> items(int least, int most) {
    if (!(node instanceof SequenceNode list)) {
      refused("Write a list: [a, b, c].");
      return List.of();
    }
    List<Node> nodes = list.getValue();
    if (nodes.size() < least || nodes.size() > most) {
      error(
          "%d entries; %d to %d are allowed".formatted(nodes.size(), least, most),
          nodes.size() > most ? "Leave some out." : "Give one, or leave the field out.");
    }
    return IntStream.range(0, Math.min(nodes.size(), most))
        .mapToObj(i -> new Entry(nodes.get(i), pointer + "[" + i + "]", problems))
        .toList();
  }

  /** Any text but an empty one. */
  Optional<String> text(int longest) {
    if (kind() != Kind.TEXT) {
      return refused("Write a text, in quotes if it looks like something else.");
    }
    String value = ((ScalarNode) node).getValue();
    if (value.isEmpty() || value.length() > longest) {
      error(
          "%d characters; 1 to %d are allowed".formatted(value.length(), longest),
          "Write a shorter one, or leave it out.");
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /** Whatever was written, as it was written: an environment knows no kinds. */
  Optional<String> literal() {
    return switch (kind()) {
      case MAPPING, LIST -> refused("Write one value.");
      case NOTHING -> refused("Write \"\" for an empty value.");
      default -> Optional.of(((ScalarNode) node).getValue());
    };
  }

  Optional<Integer> integer(int least, int most) {
    Optional<BigDecimal> number = number();
    if (number.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal value = number.get();
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (!whole
        || value.compareTo(BigDecimal.valueOf(least)) < 0
        || value.compareTo(BigDecimal.valueOf(most)) > 0) {
      error(
          "%s is not a whole number from %d to %d".formatted(shown(), least, most),
          "Write one from %d to %d.".formatted(least, most));
      return Optional.empty();
    }
    return Optional.of(value.intValueExact());
  }

  /** True or false. */
  Optional<Boolean> truth() {
    if (kind() != Kind.TRUTH) {
      return refused("Write true or false.");
    }
    return Optional.of(isTrue());
  }

  private boolean isTrue() {
    return Set.of("true", "yes", "on").contains(shown().toLowerCase(Locale.ROOT));
  }

  /** A text, a number, or true or false, as JSON would have it. */
  Optional<String> json(int longest) {
    return switch (kind()) {
      case NUMBER -> Optional.of(((ScalarNode) node).getValue());
      case TRUTH -> Optional.of(String.valueOf(isTrue()));
      case TEXT -> text(longest).map(JsonMapper.shared()::writeValueAsString);
      default -> refused("Write a text, a number, or true or false.");
    };
  }

  /** Above 0. */
  Optional<Double> fraction(double most) {
    Optional<Double> value = number().map(BigDecimal::doubleValue);
    if (value.isPresent() && !(value.get() > 0 && value.get() <= most)) {
      error(
          "%s is not above 0 and up to %s".formatted(shown(), most),
          "Write a fraction such as %s.".formatted(most / 2));
      return Optional.empty();
    }
    return value;
  }

  /** Both ends included. */
  Optional<Double> decimal(double least, double most) {
    Optional<Double> value = number().map(BigDecimal::doubleValue);
    if (value.isPresent() && !(value.get() >= least && value.get() <= most)) {
      error(
          "%s is not from %s to %s".formatted(shown(), least, most),
          "Write a number such as %s.".formatted(least));
      return Optional.empty();
    }
    return value;
  }

  private Optional<BigDecimal> number() {
    return kind() == Kind.NUMBER
        ? Optional.of(new BigDecimal(((ScalarNode) node).getValue()))
        : refused("Write a number, without quotes and without a unit.");
  }

  Optional<Duration> duration(Duration least, Duration most) {
    if (kind() == Kind.NUMBER) {
      error(shown() + " has no unit", "Write %ss or %sm, as is meant.".formatted(shown(), shown()));
      return Optional.empty();
    }
    if (kind() != Kind.TEXT) {
      return refused("Write a duration: 1h30m, 5m, 90s or 500ms.");
    }
    Optional<Duration> duration = DurationText.parse(((ScalarNode) node).getValue());
    if (duration.isEmpty()) {
      error(
          "'%s' is not a duration".formatted(shown()),
          "Write hours, minutes, seconds, milliseconds: 1h30m, 5m, 90s or 500ms.");
    } else if (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0) {
      error(
          "%s is not from %s to %s"
              .formatted(shown(), DurationText.of(least), DurationText.of(most)),
          "Write one from %s to %s.".formatted(DurationText.of(least), DurationText.of(most)));
      return Optional.empty();
    }
    return duration;
  }

  <E extends Enum<E>> Optional<E> choice(Class<E> type) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Entry::word).toList();
    String choices = String.join(", ", words);
    if (kind() != Kind.TEXT) {
      return refused("Write one of: " + choices + ".");
    }
    String written = ((ScalarNode) node).getValue();
    if (!words.contains(written)) {
      error(
          "'%s' is none of: %s".formatted(shown(), choices),
          Spelling.nearest(written, words)
              .map("Did you mean %s?"::formatted)
              .orElse("Write one of these."));
      return Optional.empty();
    }
    return Optional.of(type.getEnumConstants()[words.indexOf(written)]);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What was written, short; not for settings and secrets. */
  String shown() {
    String value = node instanceof ScalarNode scalar ? scalar.getValue() : kind().words;
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }

  private <T> Optional<T> refused(String remedy) {
    boolean odd = node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    error(
        kind() == Kind.NOTHING ? "there is no value" : "this is " + kind().words,
        odd && kind() == Kind.NOTHING ? remedy + " Or leave the whole line out." : remedy);
    return Optional.empty();
  }
}
