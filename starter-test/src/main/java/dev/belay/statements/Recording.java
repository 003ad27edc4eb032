package dev.belay.statements;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The distinct statements of one process of tests, written to a file when it ends. */
final class Recording {

  static final int MAX_STATEMENTS = 5_000;
  static final int MAX_CHARACTERS = 20_000;

  private final Map<String, Counted> bySql = new ConcurrentSkipListMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final LongAdder leftOut = new LongAdder();

  record Counted(Described described, LongAdder calls) {}

  private static final class Holder {
    static final Recording RECORDING = new Recording();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(Holder::save, "belay-statements"));
    }

    static void save() {
      RECORDING.save(StatementFiles.here());
    }
  }

  static Recording ofThisProcess() {
    return Holder.RECORDING;
  }

  /**
   * @param description asked for once for each distinct text
   */
  void add(String sql, Supplier<Described> description) {
    Counted known = bySql.get(sql);
    if (known == null) {
      if (sql.length() > MAX_CHARACTERS || count.get() >= MAX_STATEMENTS) {
        leftOut.increment();
        return;
      }
      Counted added = new Counted(description.get(), new LongAdder());
      known = bySql.putIfAbsent(sql, added);
      if (known == null) {
        count.incrementAndGet();
        known = added;
      }
    }
    known.calls().increment();
  }

  Map<String, Counted> statements() {
    return bySql;
  }

  void save(StatementFiles files) {
    if (leftOut.sum() > 0) {
      System.err.printf(
          "belay: %d statements were not recorded: the limit is %d of %d characters each%n",
          leftOut.sum(), MAX_STATEMENTS, MAX_CHARACTERS);
    }
    if (bySql.isEmpty()) {
      return;
    }
    try {
      files.write(bySql);
    } catch (java.io.IOException e) {
      System.err.println("belay: the recorded statements cannot be written: " + e);
    }
  }
}
