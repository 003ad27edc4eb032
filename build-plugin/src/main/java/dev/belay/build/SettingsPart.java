package dev.belay.build;

import dev.belay.build.Contract.Completeness;
import dev.belay.build.Contract.Setting;
import dev.belay.build.Contract.Settings;
import dev.belay.build.forked.Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service declares for the starter, and what its own classes bind. Partial always: the
 * settings of Spring Boot and of libraries are not in it.
 */
final class SettingsPart {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final Pattern SECRET =
      Pattern.compile(".*(password|passwd|secret|token|credentials?|(api|private|access)-?keys?)");
  private static final int MAX_DEPTH = 5;
  private static final Pattern PACKAGES = Pattern.compile("[\\w$]+\\.");

  private final OwnClasses classes;
  private final ApplicationSettings application;
  private final Map<String, Setting> byName = new TreeMap<>();

  private SettingsPart(OwnClasses classes, ApplicationSettings application) {
    this.classes = classes;
    this.application = application;
  }

  static Settings of(
      List<Path> own, OwnClasses classes, ApplicationSettings application, Rows declared) {
    SettingsPart part = new SettingsPart(classes, application);
    for (Path place : own) {
      Content.each(place, METADATA::equals, item -> part.add(place, item));
    }
    for (List<@Nullable String> row : declared.all()) {
      if ("setting".equals(row.get(0))) {
        part.add(
            new Setting(
                String.valueOf(row.get(1)),
                String.valueOf(row.get(2)),
                "true".equals(row.get(3)),
                "true".equals(row.get(4)),
                row.get(5)));
      }
    }
    return new Settings(
        part.byName.isEmpty() ? Completeness.unknown : Completeness.partial,
        List.copyOf(part.byName.values()));
  }

  private void add(Setting setting) {
    byName.put(setting.name(), setting);
  }

  private void add(Path place, Content.Item metadata) {
    try {
      for (JsonNode property : JsonMapper.shared().readTree(metadata.bytes()).path("properties")) {
        String name = property.path("name").asString("");
        String source = property.path("sourceType").asString("").replace('.', '/');
        BoundType.Field field =
            classes
                .named(source)
                .map(BoundType::of)
                .map(type -> type.field(name.substring(name.lastIndexOf('.') + 1)))
                .orElse(null);
        boolean hasDefault = property.hasNonNull("defaultValue");
        add(name, property.path("type").asString("java.lang.Object"), field, hasDefault, 0);
      }
    } catch (JacksonException e) {
      throw new BuildFault(
          "%s in %s is no JSON: %s; compile the module anew"
              .formatted(METADATA, place, e.getOriginalMessage()),
          e);
    }
  }

  private void add(
      String name, String type, BoundType.@Nullable Field field, boolean hasDefault, int depth) {
    Optional<BoundType> nested =
        classes.named(type.replace('.', '/')).map(BoundType::of).filter(BoundType::isRecord);
    if (nested.isPresent() && depth < MAX_DEPTH) {
      for (BoundType.Field below : nested.get().fields()) {
        String belowName = name + "." + BoundType.dashed(below.name);
        add(belowName, typeOf(below), below, below.hasDefault, depth + 1);
      }
      return;
    }
    boolean must = field != null && field.mustBeThere && !field.hasDefault && !hasDefault;
    byName.putIfAbsent(
        name,
        new Setting(
            name,
            PACKAGES.matcher(type).replaceAll(""),
            must && application.get(name).isEmpty(),
            SECRET.matcher(name.substring(name.lastIndexOf('.') + 1)).matches(),
            field == null ? null : field.constraint()));
  }

  private static String typeOf(BoundType.Field field) {
    return field.type.getSort() == Type.OBJECT
        ? field.type.getInternalName().replace('/', '.')
        : field.type.getClassName();
  }
}
