package dev.belay.upload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class FileStoreTest {

  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path temporary;
  private Path root;
  private FileStore store;

  @BeforeEach
  void makeStore() {
    root = temporary.resolve("store");
    store = new FileStore(settings(100));
  }

  private StoreSettings settings(int sweepLimit) {
    return new StoreSettings(
        root, Duration.ofHours(1), Duration.ofMinutes(10), sweepLimit, DataSize.ofBytes(0));
  }

  private UUID keep() throws StoreUnavailableException {
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      for (Part part : Part.values()) {
        staging.write(part, CONTENT);
      }
      assertThat(store.find(id, Part.MAIN)).isEmpty();
      staging.commit();
    }
    return id;
  }

  @Test
  void showsAllPartsAtOnceAndOnlyAfterCommit() throws Exception {
    UUID id = keep();
    for (Part part : Part.values()) {
      assertThat(store.find(id, part))
          .hasValueSatisfying(f -> assertThat(f).hasBinaryContent(CONTENT));
    }
    assertThat(store.staging()).isEmptyDirectory();
  }

  @Test
  void leavesNothingOfAnUploadThatWasNotCommitted() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      staging.write(Part.MAIN, CONTENT);
    }
    assertThat(store.find(id, Part.MAIN)).isEmpty();
    assertThat(store.staging()).isEmptyDirectory();
  }

  @Test
  void keepsNothingOfAnUploadThatLacksAPart() throws Exception {
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      staging.write(Part.MAIN, CONTENT);
      assertThatThrownBy(staging::commit).isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(store.find(id, Part.MAIN)).isEmpty();
  }

  @Test
  void tellsThatItIsUnavailableWhenItsDirectoryIsNone() throws Exception {
    Files.write(root, CONTENT);
    assertThatThrownBy(() -> store.stage(UUID.randomUUID()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(root.toString());
    assertThatThrownBy(() -> store.probe("i")).isInstanceOf(IOException.class);
  }

  @Test
  void losesItsDirectoryInTheMiddleOfAnUploadWithAClearError() throws Exception {
    try (Staging staging = store.stage(UUID.randomUUID())) {
      for (Part part : Part.values()) {
        staging.write(part, CONTENT);
      }
      Files.move(root, temporary.resolve("away"));
      Files.write(root, CONTENT);
      assertThatThrownBy(staging::commit).isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void probesWithARealFileAndRemovesIt() throws Exception {
    store.probe("upload-service-r7-0");
    assertThat(store.staging()).isEmptyDirectory();
  }

  @Test
  void sweepsOldStagingAndOldFilesWithoutARowAndNothingElse() throws Exception {
    UUID recorded = keep();
    UUID orphan = keep();
    UUID young = keep();
    Path abandoned = Files.createDirectories(store.staging().resolve(UUID.randomUUID().toString()));
    Files.write(abandoned.resolve("original"), CONTENT);
    Path foreign = Files.createDirectories(store.directoryOf(orphan).resolveSibling("notes"));
    age(store.directoryOf(recorded), store.directoryOf(orphan), abandoned, foreign);
    Leftovers leftovers = new Leftovers(store, settings(100));

    int removed = leftovers.sweep(hourAgo(), ids -> common(ids, Set.of(recorded)));

    assertThat(removed).isEqualTo(2);
    assertThat(abandoned).doesNotExist();
    assertThat(store.find(orphan, Part.MAIN)).isEmpty();
    assertThat(store.find(recorded, Part.MAIN)).isPresent();
    assertThat(store.find(young, Part.MAIN)).isPresent();
    assertThat(foreign).exists();
  }

  @Test
  void removesNothingWhenTheRowsCannotBeRead() throws Exception {
    UUID orphan = keep();
    age(store.directoryOf(orphan));
    Leftovers leftovers = new Leftovers(store, settings(100));
    assertThatThrownBy(() ->
            leftovers.sweep(
                hourAgo(),
                ids -> {
                  throw new IllegalStateException("no database");
                }))
        .hasMessage("no database");
    assertThat(store.find(orphan, Part.MAIN)).isPresent();
  }

  @Test
  void sweepsABoundedNumberAtATimeAndGoesOnWhereItStopped() throws Exception {
    for (int i = 0; i < 25; i++) {
      age(store.directoryOf(keep()));
    }
    Leftovers leftovers = new Leftovers(store, settings(10));
    int passes = 0;
    for (int left = 25; left > 0; passes++) {
      int removed = leftovers.sweep(hourAgo(), ids -> Set.of());
      assertThat(removed).isBetween(1, 10);
      left -= removed;
    }
    assertThat(passes).isGreaterThanOrEqualTo(3);
    try (Stream<Path> files = Files.find(store.files(), 3, (p, a) -> a.isRegularFile())) {
      assertThat(files).isEmpty();
    }
  }

  private static Set<UUID> common(Collection<UUID> ids, Set<UUID> rows) {
    Set<UUID> common = new HashSet<>(ids);
    common.retainAll(rows);
    return common;
  }

  private static Instant hourAgo() {
    return Instant.now().minus(Duration.ofHours(1));
  }

  private static void age(Path... paths) throws IOException {
    for (Path path : paths) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
  }
}
