package dev.belay.upload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** What every {@link Store} does. */
abstract class StoreContract {

  static final byte[] CONTENT = {1, 2, 3, 4, 5, 6, 7, 8};

  @TempDir Path temporary;

  abstract Store store(int sweepLimit) throws Exception;

  /** Where the files of an upload are as files. */
  abstract Path directoryOf(UUID id);

  final Store store() throws Exception {
    return store(100);
  }

  final StoreSettings settings(StoreSettings.Kind kind, S3Settings s3, int sweepLimit) {
    return new StoreSettings(
        kind,
        s3,
        temporary.resolve("store"),
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        sweepLimit,
        DataSize.ofBytes(0));
  }

  final Path staging() {
    return temporary.resolve("store/staging");
  }

  final UUID keep() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store().stage(id)) {
      for (Part part : Part.values()) {
        staging.write(part, CONTENT);
      }
      assertThat(store().find(id, Part.MAIN)).isEmpty();
      staging.commit();
    }
    return id;
  }

  final byte[] read(UUID id, String name) throws Exception {
    return store().find(id, name).orElseThrow().resource().getContentAsByteArray();
  }

  private Set<String> names(UUID id) throws Exception {
    return Set.copyOf(store().names(id));
  }

  @Test
  void showsAllPartsOnlyAfterCommit() throws Exception {
    UUID id = keep();
    for (Part part : Part.values()) {
      assertThat(read(id, part.fileName())).isEqualTo(CONTENT);
    }
    assertThat(names(id)).containsExactlyInAnyOrder("original", "main", "thumbnail");
    assertThat(staging()).isEmptyDirectory();
  }

  @Test
  void leavesNothingOfAnUploadThatWasNotCommitted() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store().stage(id)) {
      staging.write(Part.MAIN, CONTENT);
    }
    assertThat(store().find(id, Part.MAIN)).isEmpty();
    assertThat(staging()).isEmptyDirectory();
  }

  @Test
  void keepsNothingOfAnUploadThatLacksAPart() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store().stage(id)) {
      staging.write(Part.MAIN, CONTENT);
      staging.write(Part.ORIGINAL, CONTENT);
      assertThatThrownBy(staging::commit).isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(names(id)).isEmpty();
  }

  @Test
  void readsFromTheMiddleAndAsALocalFile() throws Exception {
    StoredFile file = store().find(keep(), Part.MAIN).orElseThrow();
    assertThat(file.resource().contentLength()).isEqualTo(CONTENT.length);
    try (InputStream in = file.resource().getInputStream()) {
      in.skipNBytes(5);
      assertThat(in.readNBytes(2)).containsExactly(6, 7);
    }
    try (LocalCopy local = file.local()) {
      assertThat(local.path()).hasBinaryContent(CONTENT);
    }
    assertThat(staging()).isEmptyDirectory();
    assertThat(file.resource().getContentAsByteArray()).as("the copy was one").isEqualTo(CONTENT);
  }

  @Test
  void addsAndDiscardsFilesBesideTheParts() throws Exception {
    UUID id = keep();
    store().add(id, "cutout-1", CONTENT);
    store().add(id, "cutout-1", new byte[] {9});
    assertThat(read(id, "cutout-1")).containsExactly(9);
    store().discard(id, "cutout-1");
    store().discard(id, "cutout-1");
    store().discard(id, Part.ORIGINAL);
    assertThat(names(id)).containsExactlyInAnyOrder("main", "thumbnail");
    store().discard(id);
    store().discard(id);
    assertThat(names(id)).isEmpty();
    assertThat(store().find(id, Part.MAIN)).isEmpty();
    assertThat(staging()).isEmptyDirectory();
  }

  @Test
  void probesWithARealFileAndRemovesIt() throws Exception {
    keep();
    Set<Path> before = files();
    store().probe("upload-service-r7-0");
    assertThat(files()).isEqualTo(before).isNotEmpty();
  }

  @Test
  void makesWhatItReceivesUploadsInBeforeTheFirstOne() throws Exception {
    store().probe("upload-service-r1-0");
    assertThat(store().spool()).isDirectory();
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(temporary)) {
      return Set.copyOf(all.filter(Files::isRegularFile).toList());
    }
  }

  @Test
  void sweepsOldStagingAndOldFilesWithoutARowAndNothingElse() throws Exception {
    UUID recorded = keep();
    UUID orphan = keep();
    UUID young = keep();
    Path abandoned = Files.createDirectories(staging().resolve(UUID.randomUUID().toString()));
    Files.write(abandoned.resolve("original"), CONTENT);
    Path foreign = Files.createDirectories(directoryOf(orphan).resolveSibling("notes"));
    Files.write(foreign.resolve("main"), CONTENT);
    age(directoryOf(recorded), directoryOf(orphan), abandoned, foreign);

    int removed = store().leftovers().sweep(hourAgo(), ids -> common(ids, Set.of(recorded)));

    assertThat(removed).isEqualTo(2);
    assertThat(abandoned).doesNotExist();
    assertThat(names(orphan)).isEmpty();
    assertThat(store().find(recorded, Part.MAIN)).isPresent();
    assertThat(store().find(young, Part.MAIN)).isPresent();
    assertThat(foreign.resolve("main")).exists();
  }

  @Test
  void removesNothingWhenTheRowsCannotBeRead() throws Exception {
    UUID orphan = keep();
    age(directoryOf(orphan));
    Leftovers leftovers = store().leftovers();
    assertThatThrownBy(() ->
            leftovers.sweep(
                hourAgo(),
                ids -> {
                  throw new IllegalStateException("no database");
                }))
        .hasMessage("no database");
    assertThat(store().find(orphan, Part.MAIN)).isPresent();
  }

  static Set<UUID> common(Collection<UUID> ids, Set<UUID> rows) {
    Set<UUID> common = new HashSet<>(ids);
    common.retainAll(rows);
    return common;
  }

  static Instant hourAgo() {
    return Instant.now().minus(Duration.ofHours(1));
  }

  /** Makes directories and what is in them two hours old. */
  static void age(Path... directories) throws IOException {
    for (Path directory : directories) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.toList()) {
          Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        }
      }
    }
  }
}
