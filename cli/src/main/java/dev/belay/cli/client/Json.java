package dev.belay.cli.client;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads fields of an answer and says which one is wrong. */
record Json(JsonNode node, String path) {

  static final JsonMapper MAPPER = new JsonMapper();
  private static final int MAX_ITEMS = 10_000;

  static Json parse(String body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node != null && node.isObject()) {
        return new Json(node, "");
      }
    } catch (JacksonException e) {
      throw new GarbledAnswerException("The control plane's answer is not JSON.", e);
    }
    throw new GarbledAnswerException("The control plane's answer is not a JSON object.");
  }

  boolean has(String name) {
    return !node.path(name).isMissingNode() && !node.path(name).isNull();
  }

  String text(String name) {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw wrong(name, "a text");
    }
    return value.stringValue();
  }

  @Nullable String textOrNull(String name) {
    return has(name) ? text(name) : null;
  }

  String textOr(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  boolean flag(String name) {
    if (!node.path(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return node.path(name).booleanValue();
  }

  BigDecimal number(String name) {
    if (!node.path(name).isNumber()) {
      throw wrong(name, "a number");
    }
    return node.path(name).decimalValue();
  }

  @Nullable BigDecimal numberOrNull(String name) {
    return has(name) ? number(name) : null;
  }

  long count(String name) {
    try {
      long value = has(name) ? number(name).longValueExact() : 0;
      if (value >= 0) {
        return value;
      }
    } catch (ArithmeticException e) {
      throw wrong(name, "a whole number");
    }
    throw wrong(name, "not negative");
  }

  @Nullable Instant instantOrNull(String name) {
    try {
      return has(name) ? Instant.parse(text(name)) : null;
    } catch (DateTimeException e) {
      throw wrong(name, "a time such as 2026-01-31T12:00:00Z");
    }
  }

  <T> @Nullable T objectOrNull(String name, Function<Json, ? extends @Nullable T> read) {
    if (!has(name)) {
      return null;
    }
    if (!node.path(name).isObject()) {
      throw wrong(name, "an object");
    }
    return read.apply(new Json(node.path(name), path + name + "."));
  }

  Json object(String name) {
    Json object = objectOrNull(name, Function.identity());
    if (object == null) {
      throw wrong(name, "an object");
    }
    return object;
  }

  <T> List<T> objects(String name, Function<Json, T> read) {
    if (!has(name)) {
      return List.of();
    }
    if (!node.path(name).isArray() || node.path(name).size() > MAX_ITEMS) {
      throw wrong(name, "a list of at most " + MAX_ITEMS);
    }
    var items = new ArrayList<T>();
    for (JsonNode item : node.path(name)) {
      if (!item.isObject()) {
        throw wrong(name, "a list of objects");
      }
      items.add(read.apply(new Json(item, path + name + "[" + items.size() + "].")));
    }
    return List.copyOf(items);
  }

  List<String> texts(String name) {
    if (!node.path(name).isArray() || node.path(name).size() > MAX_ITEMS) {
      throw wrong(name, "a list of at most " + MAX_ITEMS);
    }
    var items = new ArrayList<String>();
    for (JsonNode item : node.path(name)) {
      if (!item.isString()) {
        throw wrong(name, "a list of texts");
      }
      items.add(item.stringValue());
    }
    return List.copyOf(items);
  }

  private GarbledAnswerException wrong(String name, String wanted) {
    return new GarbledAnswerException(
        "The control plane's answer is not understood: %s%s should be %s."
            .formatted(path, name, wanted));
  }
}
