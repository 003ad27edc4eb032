package dev.belay.upload.api;

import dev.belay.apikeys.ApiKey;
import dev.belay.apikeys.QuotaExceededException;
import dev.belay.images.DecodingBusyException;
import dev.belay.images.ImageRejectedException;
import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.intake.Accepted;
import dev.belay.upload.intake.ContentDigest;
import dev.belay.upload.intake.Declared;
import dev.belay.upload.intake.IdempotencyKey;
import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.RefusedUploadException;
import dev.belay.upload.intake.RepeatRefusedException;
import dev.belay.upload.intake.Request;
import dev.belay.upload.jobs.CutoutNotPossibleException;
import dev.belay.upload.jobs.CutoutOffer;
import dev.belay.upload.scan.ScannerUnavailableException;
import dev.belay.upload.store.StoreUnavailableException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/upload/image}: an image as a field of a form, or as the body itself. */
@RestController
class UploadController {

  private static final String PATH = "/api/v1/upload/image";
  private static final String FILE = "file";
  private static final String DIGEST = "Content-Digest";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final Intake intake;
  private final CutoutOffer cutouts;

  UploadController(Intake intake, CutoutOffer cutouts) {
    this.intake = intake;
    this.cutouts = cutouts;
  }

  @PostMapping(
      path = PATH,
      consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<FileView> uploadForm(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @RequestPart Part file,
      @RequestParam(required = false) @Nullable Boolean cutout,
      @RequestParam(required = false) @Nullable String effects,
      @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey,
      @RequestHeader(name = DIGEST, required = false) @Nullable String digestOfTheForm,
      HttpServletRequest http)
      throws IOException,
          ServletException,
          CutoutNotPossibleException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    if (digestOfTheForm != null) {
      throw malformed(
          "malformed-digest",
          "This Content-Digest is of the whole form, which is not compared. Give it to the part"
              + " 'file', or send the image as the body.");
    }
    if (http.getParts().stream().filter(part -> part.getName().equals(FILE)).count() > 1) {
      throw malformed(
          "several-files",
          "The form has more than one part 'file'. Send one, or each in a request of its own.");
    }
    var request =
        new Request(
            Declared.of(file.getContentType(), file.getSubmittedFileName()),
            key,
            cutouts.order(cutout, effects),
            digest(file.getHeader(DIGEST)),
            named(idempotencyKey));
    try (InputStream in = file.getInputStream()) {
      return created(intake.accept(in, request));
    }
  }

  @PostMapping(
      path = PATH,
      consumes = {"image/*", MediaType.APPLICATION_OCTET_STREAM_VALUE},
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<FileView> uploadBody(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @RequestParam(required = false) @Nullable String name,
      @RequestParam(required = false) @Nullable Boolean cutout,
      @RequestParam(required = false) @Nullable String effects,
      @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String idempotencyKey,
      @RequestHeader(name = DIGEST, required = false) @Nullable String digest,
      @RequestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
      HttpServletRequest http)
      throws IOException,
          CutoutNotPossibleException,
          InterruptedException,
          RefusedUploadException,
          ImageRejectedException,
          DecodingBusyException,
          StoreUnavailableException,
          RepeatRefusedException,
          QuotaExceededException,
          ScannerUnavailableException {
    var request =
        new Request(
            Declared.of(contentType, name),
            key,
            cutouts.order(cutout, effects),
            digest(digest),
            named(idempotencyKey));
    return created(intake.accept(http.getInputStream(), request));
  }

  private static ResponseEntity<FileView> created(Accepted accepted) {
    FileView view = FileView.of(accepted.file(), accepted.job(), accepted.notes());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.created(URI.create(FileView.path(accepted.file().id())));
    if (accepted.replayed()) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.body(view);
  }

  private static @Nullable ContentDigest digest(@Nullable String header) {
    return read("malformed-digest", header, ContentDigest::of);
  }

  private static @Nullable IdempotencyKey named(@Nullable String header) {
    return read("malformed-idempotency-key", header, IdempotencyKey::of);
  }

  private static <T> @Nullable T read(
      String type, @Nullable String header, Function<String, Optional<T>> reading) {
    try {
      return header == null ? null : reading.apply(header).orElse(null);
    } catch (IllegalArgumentException e) {
      throw malformed(type, String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException malformed(String type, String words) {
    return ProblemException.of(HttpStatus.BAD_REQUEST, type, "Malformed request")
        .detail(words)
        .build();
  }
}
