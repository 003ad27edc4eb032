package dev.belay.statements;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's types by how parameters were set, where the database does not tell them. */
final class SetTypes {

  private static final Map<String, String> BY_SETTER =
      Map.of(
          "setLong", "int8",
          "setInt", "int4",
          "setShort", "int2",
          "setBoolean", "bool",
          "setDouble", "float8",
          "setFloat", "float4",
          "setBigDecimal", "numeric",
          "setString", "varchar",
          "setBytes", "bytea");

  private static final Map<Class<?>, String> BY_CLASS =
      Map.of(
          Long.class, "int8",
          Integer.class, "int4",
          Short.class, "int2",
          Boolean.class, "bool",
          Double.class, "float8",
          Float.class, "float4",
          BigDecimal.class, "numeric",
          String.class, "varchar",
          UUID.class, "uuid");

  private SetTypes() {}

  static List<@Nullable String> of(QueryInfo query) {
    if (query.getParametersList().isEmpty()) {
      return List.of();
    }
    Map<Integer, @Nullable String> byPosition = new TreeMap<>();
    for (ParameterSetOperation set : query.getParametersList().get(0)) {
      if (set.getArgs().length > 1 && set.getArgs()[0] instanceof Integer position) {
        byPosition.put(position, type(set));
      }
    }
    return new ArrayList<>(byPosition.values());
  }

  private static @Nullable String type(ParameterSetOperation set) {
    String bySetter = BY_SETTER.get(set.getMethod().getName());
    Object value = set.getArgs()[1];
    return bySetter != null || value == null ? bySetter : BY_CLASS.get(value.getClass());
  }
}
