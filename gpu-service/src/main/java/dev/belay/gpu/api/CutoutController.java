package dev.belay.gpu.api;

import dev.belay.gpu.cutout.Cutout;
import dev.belay.gpu.cutout.Cutouts;
import dev.belay.gpu.cutout.DeadlineException;
import dev.belay.gpu.cutout.Effect;
import dev.belay.gpu.cutout.QueueFullException;
import dev.belay.gpu.cutout.UnknownEffectException;
import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.ModelNotReadyException;
import dev.belay.images.ImageRejectedException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** {@code POST /api/v2/process-with-effects}. */
@RestController
class CutoutController {

  private final Cutouts cutouts;
  private final Transit transit;

  CutoutController(Cutouts cutouts, Transit transit) {
    this.cutouts = cutouts;
    this.transit = transit;
  }

  @PostMapping(
      path = "/api/v2/process-with-effects",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  ResponseEntity<byte[]> process(
      @RequestParam MultipartFile file, @RequestParam(defaultValue = "none") List<String> effects)
      throws IOException,
          InterruptedException,
          RefusedImageException,
          UnknownEffectException,
          ImageRejectedException,
          ModelNotReadyException,
          QueueFullException,
          DeadlineException,
          InferenceException {
    Set<Effect> wanted = Effect.parse(effects);
    try (Transit.Arrived arrived = transit.receive(file)) {
      return answer(cutouts.make(arrived.path(), arrived.format(), wanted));
    }
  }

  private static ResponseEntity<byte[]> answer(Cutout cutout) {
    return ResponseEntity.ok()
        .contentType(MediaType.IMAGE_PNG)
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Model-Version", cutout.modelVersion())
        .header("X-Model-Device", cutout.device())
        .header("X-Confidence", String.format(Locale.ROOT, "%.3f", cutout.confidence()))
        .header("X-Cutout", cutout.made() ? "made" : "passed-through")
        .body(cutout.png());
  }
}
