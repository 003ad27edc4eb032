package dev.belay.upload.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.drills.store.Manner;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real object store, also one that answers wrongly, late, in part or not at all. */
class S3StoreTest extends S3Contract {

  private static final Manner FAITHFUL = new Manner.Faithful();

  @Override
  Manner usual() {
    return FAITHFUL;
  }

  @Test
  void triesAgainWhatTheStoreCouldNotDoForAMoment() throws Exception {
    objects.always("PUT", FAITHFUL, new Manner.Refuses(500), new Manner.Hangs());
    UUID id = keep();
    objects.always("GET", FAITHFUL, new Manner.Refuses(500), new Manner.Hangs());
    assertThat(read(id, "main")).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 500, 503, 507})
  void leavesNothingOfAnUploadThatTheStoreRefuses(int status) throws Exception {
    objects.always("PUT", new Manner.Refuses(status), FAITHFUL, FAITHFUL);
    UUID id = UUID.randomUUID();
    try (Staging staging = store.stage(id)) {
      for (Part part : Part.values()) {
        staging.write(part, CONTENT);
      }
      assertThatThrownBy(staging::commit)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("s3://uploads/belay/test/files/" + id)
          .hasMessageNotContaining(ObjectStores.SECRET);
    }
    assertThat(store.names(id)).isEmpty();
    assertThat(directoryOf(id))
        .satisfiesAnyOf(
            gone -> assertThat(gone).doesNotExist(), empty -> assertThat(empty).isEmptyDirectory());
  }

  @Test
  void takesWhatIsThereForStoredThoughNoAnswerCame() throws Exception {
    objects.always("PUT", new Manner.LosesItsAnswer());
    assertThat(read(keep(), "thumbnail")).isEqualTo(CONTENT);
  }

  @Test
  void takesNothingForStoredThatIsNotThereThoughTheAnswerSaysSo() throws Exception {
    UUID id = keep();
    objects.always("PUT", new Manner.Forgets());
    assertThatThrownBy(() -> store.add(id, "cutout-1", CONTENT))
        .isInstanceOf(StoreUnavailableException.class)
        .cause()
        .hasMessageContaining("does not have it");
    // One of this name is there, and its content is another.
    assertThatThrownBy(() -> store.add(id, "main", new byte[] {8, 7, 6, 5, 4, 3, 2, 1}))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(read(id, "main")).isEqualTo(CONTENT);
    assertThatThrownBy(() -> store.probe("i")).hasMessageContaining("does not have it");
  }

  @Test
  void neverTakesPartOfAFileForTheWhole() throws Exception {
    UUID id = keep();
    StoredFile file = store.find(id, Part.MAIN).orElseThrow();
    objects.always("GET", new Manner.BreaksOff(3));
    assertThatThrownBy(() -> file.resource().getContentAsByteArray())
        .isInstanceOf(IOException.class);
    assertThatThrownBy(file::local).isInstanceOf(StoreUnavailableException.class);
    assertThat(staging()).isEmptyDirectory();
  }

  @Test
  void givesUpOnAStoreThatDoesNotAnswer() {
    objects.always("", new Manner.Hangs());
    assertThatThrownBy(() -> store.find(UUID.randomUUID(), Part.MAIN))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.probe("i")).hasMessage("The object store does not answer");
  }

  @Test
  void tellsWhatTheStoreAnsweredAndNothingOfTheLogin() {
    S3Store stranger = with(SMALL, "another-secret", 100);
    assertThatThrownBy(() -> stranger.probe("i"))
        .hasMessage("The object store answered 403")
        .hasStackTraceContaining("403")
        .satisfies(e -> assertThat(e).hasStackTraceContaining("S3Exception"))
        .hasMessageNotContaining("another-secret");
    assertThat(objects.settings(1, "another-secret").toString()).doesNotContain("another-secret");
    stranger.close();
  }

  @Test
  void lendsNoMoreConnectionsThanItMayAndGetsThemBack() throws Exception {
    UUID id = keep();
    S3Store narrow = with(1, ObjectStores.SECRET, 100);
    StoredFile file = narrow.find(id, Part.MAIN).orElseThrow();
    for (int i = 0; i < 3; i++) {
      try (InputStream reading = file.resource().getInputStream()) {
        assertThat(reading.read()).isOne();
        assertThatThrownBy(() -> narrow.find(id, Part.MAIN))
            .cause()
            .hasMessageContaining("All 1 connections")
            .hasMessageContaining("upload.store.s3.max-connections");
      }
      assertThat(narrow.find(id, Part.MAIN)).isPresent();
    }
    narrow.close();
  }

  @Test
  void sweepsABoundedNumberAtATimeAndGoesOnWhereItStopped() throws Exception {
    UUID recorded = keep();
    for (int i = 0; i < 5; i++) {
      age(directoryOf(keep()));
    }
    age(directoryOf(recorded));
    try (S3Store few = with(SMALL, ObjectStores.SECRET, 4)) {
      int passes = 0;
      for (int removed = 0; removed < 5; passes++) {
        removed += few.leftovers().sweep(hourAgo(), ids -> common(ids, Set.of(recorded)));
        assertThat(passes).isLessThan(10);
      }
      // 18 objects.
      assertThat(passes).isGreaterThanOrEqualTo(3);
    }
    assertThat(read(recorded, "main")).isEqualTo(CONTENT);
  }

  @Test
  void goesOnAfterASweepThatFailed() throws Exception {
    age(directoryOf(keep()), directoryOf(keep()));
    objects.always("DELETE", new Manner.Refuses(500));
    assertThatThrownBy(() -> store(100).leftovers().sweep(hourAgo(), ids -> Set.of()))
        .isInstanceOf(IOException.class);
    objects.always("DELETE", FAITHFUL);
    assertThat(store(100).leftovers().sweep(hourAgo(), ids -> Set.of())).isEqualTo(2);
    assertThat(store(100).leftovers().sweep(hourAgo(), ids -> Set.of())).isZero();
  }
}
