package dev.belay.upload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileStoreTest extends StoreContract {

  @Override
  FileStore store(int sweepLimit) {
    return new FileStore(settings(StoreSettings.Kind.FILE, null, sweepLimit));
  }

  @Override
  Path directoryOf(UUID id) {
    return store(1).directoryOf(id);
  }

  private Path root() {
    return temporary.resolve("store");
  }

  @Test
  void tellsThatItIsUnavailableWhenItsDirectoryIsNone() throws Exception {
    Files.write(root(), CONTENT);
    assertThatThrownBy(() -> store().stage(UUID.randomUUID()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(root().toString());
    assertThatThrownBy(() -> store().probe("i")).isInstanceOf(IOException.class);
  }

  @Test
  void losesItsDirectoryInTheMiddleOfAnUploadWithAClearError() throws Exception {
    try (Staging staging = store().stage(UUID.randomUUID())) {
      for (Part part : Part.values()) {
        staging.write(part, CONTENT);
      }
      Files.move(root(), temporary.resolve("away"));
      Files.write(root(), CONTENT);
      assertThatThrownBy(staging::commit).isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void sweepsABoundedNumberAtATimeAndGoesOnWhereItStopped() throws Exception {
    for (int i = 0; i < 25; i++) {
      age(directoryOf(keep()));
    }
    Leftovers leftovers = store(10).leftovers();
    int passes = 0;
    for (int left = 25; left > 0; passes++) {
      int removed = leftovers.sweep(hourAgo(), ids -> Set.of());
      assertThat(removed).isBetween(1, 10);
      left -= removed;
    }
    assertThat(passes).isGreaterThanOrEqualTo(3);
    try (Stream<Path> files = Files.find(store(1).files(), 3, (p, a) -> a.isRegularFile())) {
      assertThat(files).isEmpty();
    }
  }
}
