package dev.belay.upload.api;

import dev.belay.apikeys.ApiKey;
import dev.belay.apikeys.QuotaExceededException;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.upload.intake.Accepted;
import dev.belay.upload.intake.Declared;
import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.jobs.CutoutNotPossibleException;
import dev.belay.upload.jobs.CutoutOffer;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** {@code POST /api/v1/upload/image}. */
@RestController
class UploadController {

  private final Intake intake;
  private final CutoutOffer cutouts;

  UploadController(Intake intake, CutoutOffer cutouts) {
    this.intake = intake;
    this.cutouts = cutouts;
  }

  @PostMapping(
      path = "/api/v1/upload/image",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<FileView> upload(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @RequestParam MultipartFile file,
      @RequestParam(required = false) @Nullable Boolean cutout,
      @RequestParam(required = false) @Nullable String effects)
      throws IOException,
          CutoutNotPossibleException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          QuotaExceededException {
    CutoutOrder order = cutouts.order(cutout, effects);
    Declared declared = Declared.of(file.getContentType(), file.getOriginalFilename());
    try (InputStream in = file.getInputStream()) {
      Accepted accepted = intake.accept(in, declared, order, key);
      FileView view = FileView.of(accepted.file(), accepted.job(), accepted.notes());
      return ResponseEntity.created(URI.create(FileView.path(accepted.file().id()))).body(view);
    }
  }
}
