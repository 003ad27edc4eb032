package dev.belay.build.forked;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a forked process tells: rows of texts, of which the first says what the row is. A file of
 * 1,000,000 rows at most; a text has 16,000 characters at most and is cut off beyond.
 */
public final class Rows {

  private static final int MAX_ROWS = 1_000_000;
  private static final int MAX_FIELDS = 10;
  private static final int MAX_CHARACTERS = 16_000;

  private final List<List<@Nullable String>> rows = new ArrayList<>();

  public void add(@Nullable String... fields) {
    if (rows.size() == MAX_ROWS) {
      throw new IllegalStateException("more than 1,000,000 tables and columns");
    }
    rows.add(Arrays.asList(fields));
  }

  public List<List<@Nullable String>> all() {
    return rows;
  }

  public void write(Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(rows.size());
      for (List<@Nullable String> row : rows) {
        out.writeInt(row.size());
        for (String field : row) {
          out.writeBoolean(field != null);
          if (field != null) {
            out.writeUTF(field.substring(0, Math.min(field.length(), MAX_CHARACTERS)));
          }
        }
      }
    }
  }

  public static Rows read(Path file) throws IOException {
    Rows rows = new Rows();
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (int left = in.readInt(); left > 0; left--) {
        int size = in.readInt();
        if (size < 1 || size > MAX_FIELDS) {
          throw new IOException(file + " was not written by this plugin");
        }
        @Nullable String[] fields = new @Nullable String[size];
        for (int i = 0; i < size; i++) {
          fields[i] = in.readBoolean() ? in.readUTF() : null;
        }
        rows.add(fields);
      }
    }
    return rows;
  }
}
