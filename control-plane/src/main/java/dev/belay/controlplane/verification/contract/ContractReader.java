package dev.belay.controlplane.verification.contract;

import dev.belay.controlplane.verification.contract.RecordedStatement.ReadColumn;
import dev.belay.controlplane.verification.contract.RecordedStatement.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what builds write; the format is docs/schema/release-contract.schema.json. */
public final class ContractReader {

  public static final String PATH = "META-INF/release-contract.json";
  public static final int MAX_BYTES = 16 << 20;
  private static final int VERSION = 1;
  private static final int MOST = 5_000;
  private static final int MOST_COLUMNS = 1_600;
  private static final int LONGEST = 20_000;
  private static final JsonMapper JSON = JsonMapper.shared();

  private ContractReader() {}

  /**
   * The artifact's own contract, not one that a library in it has.
   *
   * @return empty if it has none
   * @throws InvalidContractException if it cannot be read
   * @throws IOException if the artifact cannot
   */
  public static Optional<ReleaseContract> of(Path artifact)
      throws IOException, InvalidContractException {
    Optional<byte[]> content = ArtifactFiles.own(artifact, PATH, MAX_BYTES);
    return content.isEmpty() ? Optional.empty() : Optional.of(read(content.get()));
  }

  /**
   * @throws InvalidContractException if it is no contract of a version that is known, or larger
   *     than one may be
   */
  public static ReleaseContract read(byte[] content) throws InvalidContractException {
    JsonNode json = parse(content);
    int version = json.path("version").asInt(0);
    if (version != VERSION) {
      throw new InvalidContractException(
          "its version is %d, and this Belay reads version %d".formatted(version, VERSION));
    }
    JsonNode mapping = json.path("mapping");
    JsonNode statements = json.path("statements");
    JsonNode settings = json.path("settings");
    return new ReleaseContract(
        new ReleaseContract.Settings(
            completeness(settings), list(settings, "declared", ContractReader::setting)),
        locations(json.path("migrations")),
        new ReleaseContract.Migrations(
            completeness(json.path("migrations")),
            list(json.path("migrations"), "scripts", ContractReader::migration)),
        new ReleaseContract.Mapping(
            completeness(mapping),
            list(mapping, "tables", ContractReader::table),
            list(
                mapping,
                "sequences",
                each ->
                    new ReleaseContract.Sequence(
                        text(each, "name"), each.path("increment").asLong(1)))),
        new ReleaseContract.Statements(
            completeness(statements), list(statements, "recorded", ContractReader::statement)));
  }

  private static JsonNode parse(byte[] content) throws InvalidContractException {
    try {
      JsonNode json = JSON.readTree(content);
      if (json.isObject()) {
        return json;
      }
      throw new InvalidContractException("it is no JSON object");
    } catch (JacksonException e) {
      throw new InvalidContractException("it is no JSON: " + e.getOriginalMessage());
    }
  }

  private static List<String> locations(JsonNode migrations) {
    var locations = new LinkedHashSet<String>();
    list(migrations, "scripts", each -> text(each, "location")).stream()
        .filter(location -> location.matches("[A-Za-z0-9_./-]{1,200}"))
        .forEach(locations::add);
    return locations.isEmpty() ? List.of("db/migration") : List.copyOf(locations);
  }

  private static ReleaseContract.Setting setting(JsonNode each) {
    return new ReleaseContract.Setting(
        text(each, "name"),
        text(each, "type"),
        each.path("required").asBoolean(false),
        each.path("secret").asBoolean(false));
  }

  private static ReleaseContract.Migration migration(JsonNode each) {
    JsonNode checksum = each.path("checksum");
    return new ReleaseContract.Migration(
        optional(each, "version"),
        text(each, "script"),
        checksum.isIntegralNumber() ? checksum.asInt() : null);
  }

  private static ReleaseContract.Table table(JsonNode each) {
    List<String> columns =
        list(each, "columns", column -> text(column, "name")).stream().limit(MOST_COLUMNS).toList();
    return new ReleaseContract.Table(
        optional(each, "schema"), text(each, "name"), optional(each, "entity"), columns);
  }

  private static RecordedStatement statement(JsonNode each) {
    var types = new ArrayList<@Nullable String>();
    for (JsonNode type : each.path("parameters")) {
      types.add(type.isString() ? type.asString() : null);
    }
    return new RecordedStatement(
        text(each, "sql"),
        text(each, "source").equals("recorded") ? Source.RECORDED : Source.CONSTANT,
        types,
        list(
            each,
            "columns",
            column -> new ReadColumn(text(column, "name"), optional(column, "getter"))));
  }

  private static Completeness completeness(JsonNode part) {
    return switch (part.path("completeness").asString("").toLowerCase(Locale.ROOT)) {
      case "complete" -> Completeness.COMPLETE;
      case "partial" -> Completeness.PARTIAL;
      default -> Completeness.UNKNOWN;
    };
  }

  private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> reading) {
    var all = new ArrayList<T>();
    for (JsonNode each : json.path(name)) {
      if (all.size() < MOST) {
        all.add(reading.apply(each));
      }
    }
    return List.copyOf(all);
  }

  private static String text(JsonNode json, String name) {
    String text = json.path(name).asString("");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  private static @Nullable String optional(JsonNode json, String name) {
    return json.path(name).isString() ? text(json, name) : null;
  }
}
