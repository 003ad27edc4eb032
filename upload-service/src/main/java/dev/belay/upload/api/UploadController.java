package dev.belay.upload.api;

import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.upload.access.Uploader;
import dev.belay.upload.intake.Accepted;
import dev.belay.upload.intake.Declared;
import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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

  UploadController(Intake intake) {
    this.intake = intake;
  }

  @PostMapping(
      path = "/api/v1/upload/image",
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<FileView> upload(
      @RequestAttribute(Uploader.ATTRIBUTE) Uploader uploader, @RequestParam MultipartFile file)
      throws IOException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException {
    Declared declared = Declared.of(file.getContentType(), file.getOriginalFilename());
    try (InputStream in = file.getInputStream()) {
      Accepted accepted = intake.accept(in, declared);
      FileView view = FileView.of(accepted.file(), accepted.notes());
      return ResponseEntity.created(URI.create(FileView.path(accepted.file().id()))).body(view);
    }
  }
}
