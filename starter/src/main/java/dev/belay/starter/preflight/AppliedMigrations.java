package dev.belay.starter.preflight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints what a run has applied, whenever one more is committed: whoever started the run knows it
 * also of one that fails in the middle.
 */
final class AppliedMigrations implements Callback {

  private static final int MOST = 500;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<Map<String, String>> applied = new ArrayList<>();

  /** Not committed yet, or nobody knows. */
  private final List<Map<String, String>> open = new ArrayList<>();

  @Override
  public boolean supports(Event event, @Nullable Context context) {
    return event == Event.BEFORE_EACH_MIGRATE
        || event == Event.AFTER_EACH_MIGRATE
        || event == Event.AFTER_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, @Nullable Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    if (event == Event.AFTER_EACH_MIGRATE) {
      told(context.getMigrationInfo());
      return;
    }
    // A group is committed at the end, one after another before the next.
    if (event == Event.AFTER_MIGRATE || !context.getConfiguration().isGroup()) {
      applied.addAll(open);
      open.clear();
      print();
    }
  }

  private void told(@Nullable MigrationInfo migration) {
    if (migration == null || applied.size() + open.size() == MOST) {
      return;
    }
    var told = new LinkedHashMap<String, String>();
    if (migration.getVersion() != null) {
      told.put("version", PreflightReport.cut(migration.getVersion().getVersion()));
    }
    told.put("script", PreflightReport.cut(String.valueOf(migration.getScript())));
    open.add(told);
  }

  private void print() {
    System.out.println(
        PreflightReport.PREFIX
            + JSON.writeValueAsString(
                Map.of("version", PreflightReport.VERSION, "applied", applied)));
  }

  @Override
  public String getCallbackName() {
    return "belay";
  }
}
