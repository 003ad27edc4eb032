package dev.belay.drills;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What is done to a good artifact's file to make it a bad one. Each proves what it has done. */
enum Alteration {
  /** Some bytes in the middle are others, as after a transfer that went wrong. */
  DAMAGED {
    @Override
    void alter(Path original, Path altered) throws IOException {
      byte[] content = Files.readAllBytes(original);
      for (int i = content.length / 2; i < content.length / 2 + DAMAGED_BYTES; i++) {
        content[i] ^= 0x5a;
      }
      Files.write(altered, content);
    }
  },

  /** One more migration than the target database has. */
  NEW_MIGRATION {
    @Override
    void alter(Path original, Path altered) throws IOException {
      addMigration(
          original,
          altered,
          "V900__drill_pending.sql",
          "create table drill_pending (id bigint primary key);\n");
    }
  },

  /** A migration that takes a column away which the revision of before still reads. */
  BREAKING_MIGRATION {
    @Override
    void alter(Path original, Path altered) throws IOException {
      addMigration(
          original,
          altered,
          "V901__drill_breaks_last_good.sql",
          "alter table uploaded_files drop column thumbnail_sha256;\n");
    }
  },

  /** The first migration, which the target database has, reads otherwise now. */
  EDITED_MIGRATION {
    @Override
    void alter(Path original, Path altered) throws IOException {
      var edited = new boolean[1];
      try (var in = Files.newInputStream(original)) {
        copy(
            in,
            Files.newOutputStream(altered),
            (entry, content) -> entry.startsWith(SERVICE) ? withEdit(content, edited) : content,
            null,
            new byte[0]);
      }
      if (!edited[0]) {
        throw new IOException("there is no first migration to edit");
      }
    }
  };

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;
  private static final int DAMAGED_BYTES = 64;
  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String MIGRATIONS = "db/migration/";
  private static final String SERVICE = "BOOT-INF/lib/belay-upload-service-";

  abstract void alter(Path original, Path altered) throws IOException;

  /** The same artifact with one more migration, under the class path's usual place for them. */
  static void addMigration(Path original, Path altered, String script, String sql)
      throws IOException {
    String name = CLASSES + MIGRATIONS + script;
    try (var in = Files.newInputStream(original)) {
      copy(
          in, Files.newOutputStream(altered), (entry, content) -> content, name, sql.getBytes(UTF));
    }
    prove(altered, name);
  }

  private interface Rewriting {
    byte[] of(String entry, byte[] content) throws IOException;
  }

  private static byte[] withEdit(byte[] jar, boolean[] edited) throws IOException {
    var out = new ByteArrayOutputStream();
    copy(
        new ByteArrayInputStream(jar),
        out,
        (entry, content) -> {
          if (!entry.startsWith(MIGRATIONS + "V1__")) {
            return content;
          }
          edited[0] = true;
          return (new String(content, UTF) + "\ncomment on schema public is 'edited';\n")
              .getBytes(UTF);
        },
        null,
        new byte[0]);
    return out.toByteArray();
  }

  /** Stored entries stay stored: Boot's loader reads nested jars only so. */
  private static void copy(
      InputStream from,
      OutputStream to,
      Rewriting rewriting,
      @org.jspecify.annotations.Nullable String added,
      byte[] content)
      throws IOException {
    var there = new HashSet<String>();
    try (var in = new ZipInputStream(from);
        var out = new ZipOutputStream(to)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] now = rewriting.of(entry.getName(), in.readAllBytes());
        write(out, entry.getName(), entry.getMethod() == ZipEntry.STORED, now);
        there.add(entry.getName());
      }
      if (added != null) {
        // Flyway looks for directories first, as every build tool writes them.
        for (int end = added.indexOf('/', CLASSES.length());
            end > 0;
            end = added.indexOf('/', end + 1)) {
          String parent = added.substring(0, end + 1);
          if (there.add(parent)) {
            write(out, parent, false, new byte[0]);
          }
        }
        write(out, added, false, content);
      }
    }
  }

  private static void write(ZipOutputStream out, String name, boolean stored, byte[] content)
      throws IOException {
    var entry = new ZipEntry(name);
    if (stored) {
      var sum = new CRC32();
      sum.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(sum.getValue());
    }
    out.putNextEntry(entry);
    out.write(content);
    out.closeEntry();
  }

  private static void prove(Path altered, String entry) throws IOException {
    try (var zip = new ZipFile(altered.toFile())) {
      if (zip.getEntry(entry) == null) {
        throw new IOException(entry + " is not in it");
      }
    }
  }
}
