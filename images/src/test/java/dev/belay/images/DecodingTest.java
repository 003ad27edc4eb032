package dev.belay.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingTest {

  private static final Path FILE = Path.of("unused");
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final Gate gate = new Gate();

  /** Renders nothing, when told. */
  private static final class Gate implements ImageCodec {
    final CountDownLatch open = new CountDownLatch(1);
    final AtomicInteger inside = new AtomicInteger();
    RuntimeException failure;

    @Override
    public String name() {
      return "gate";
    }

    @Override
    public boolean takes(ImageHeader header) {
      return true;
    }

    @Override
    public @Nullable Renditions renderWebp(Path file, ImageHeader header) {
      return null;
    }

    @Override
    public Renditions render(Path file, ImageHeader header) {
      inside.incrementAndGet();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (failure != null) {
        throw failure;
      }
      Rendition nothing = new Rendition(new byte[0], "image/jpeg", header.size());
      return new Renditions(
          nothing, nothing, new Renditions.Clock().took(Duration.ZERO, Duration.ZERO));
    }

    @Override
    public Pixels decode(Path file, ImageHeader header, int side) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] png(Pixels image) {
      throw new UnsupportedOperationException();
    }
  }

  private Decoding decoding(int maxWaiting) {
    return new Decoding(
        new DecodingLimits("upload.image", 2_000_000, 10, 2, 2_000_000, maxWaiting),
        Codecs.of(gate));
  }

  private static ImageHeader header(int width, int height) {
    return new ImageHeader(
        ImageFormat.PNG, new Dimensions(width, height), Orientation.UPRIGHT, false);
  }

  @AfterEach
  void stop() {
    gate.open.countDown();
    callers.shutdownNow();
  }

  @Test
  void namesTheLimitTheActualAndTheSettingWhenThereAreTooManyPixels() {
    try (Decoding decoding = decoding(0)) {
      assertThatThrownBy(() -> decoding.render(FILE, header(30_000, 30_000)))
          .isInstanceOf(ImageRejectedException.class)
          .hasMessageContaining("30000 x 30000 = 900000000")
          .hasMessageContaining("2000000 (upload.image.max-pixels)");
      assertThat(gate.inside).hasValue(0);
    }
  }

  @Test
  void namesTheLimitWhereAnAnimationHasTooManyFrames() {
    var many =
        new ImageHeader(ImageFormat.GIF, new Dimensions(10, 10), Orientation.UPRIGHT, false, 11);
    try (Decoding decoding = decoding(0)) {
      assertThatThrownBy(() -> decoding.render(FILE, many))
          .isInstanceOf(ImageRejectedException.class)
          .hasMessage("The image has 11 frames; the limit is 10 (upload.image.max-frames).");
    }
  }

  @Test
  void turnsUploadsAwayAtOnceWhenNoMoreMayWait() throws Exception {
    try (Decoding decoding = decoding(0)) {
      Future<Renditions> first = callers.submit(() -> decoding.render(FILE, header(1000, 2000)));
      await().untilAtomic(gate.inside, org.hamcrest.Matchers.is(1));
      assertThat(decoding.pixelsInProgress()).isEqualTo(2_000_000);
      assertThatThrownBy(() -> decoding.render(FILE, header(1, 1)))
          .isInstanceOf(DecodingBusyException.class)
          .hasMessageContaining("upload.image.max-waiting");
      gate.open.countDown();
      first.get();
    }
  }

  @Test
  void neverLetsAReaderWaitNorTakeAnUploadsPlace() throws Exception {
    try (Decoding decoding = decoding(1)) {
      Future<Renditions> first = callers.submit(() -> decoding.render(FILE, header(1000, 2000)));
      await().untilAtomic(gate.inside, org.hamcrest.Matchers.is(1));
      Future<?> reader = callers.submit(() -> decoding.renderWebp(FILE, header(1, 1)));
      assertThatThrownBy(() -> reader.get(2, TimeUnit.SECONDS))
          .hasCauseInstanceOf(DecodingBusyException.class);
      assertThat(decoding.imagesWaiting()).isZero();
      gate.open.countDown();
      first.get();
      assertThat(decoding.renderWebp(FILE, header(1, 1))).isEmpty();
    }
  }

  @Test
  void letsAWaitingUploadInWhenThereIsRoom() throws Exception {
    try (Decoding decoding = decoding(1)) {
      Future<Renditions> first = callers.submit(() -> decoding.render(FILE, header(1000, 2000)));
      await().untilAtomic(gate.inside, org.hamcrest.Matchers.is(1));
      Future<Renditions> second = callers.submit(() -> decoding.render(FILE, header(10, 10)));
      await().until(() -> decoding.imagesWaiting() == 1);
      gate.open.countDown();
      first.get();
      assertThat(second.get().main().size()).isEqualTo(new Dimensions(10, 10));
    }
  }

  @Test
  void givesItsRoomBackWhenRenderingFails() {
    gate.failure = new IllegalStateException("broken");
    gate.open.countDown();
    try (Decoding decoding = decoding(0)) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> decoding.render(FILE, header(1000, 2000)))
            .hasRootCauseMessage("broken");
      }
      assertThat(decoding.pixelsInProgress()).isZero();
    }
  }
}
