package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.files.Absences;
import org.springframework.http.HttpStatus;

/** What was there and does not come back. */
final class Gone {

  private Gone() {}

  static ProblemException because(Absences.Reason reason) {
    return switch (reason) {
      case UPLOAD_EXPIRED ->
          problem(
              "file-expired",
              "The upload has expired",
              "Uploads are kept for some time here, which is over for this one.");
      case ORIGINAL_EXPIRED ->
          problem(
              "original-expired",
              "The original has expired",
              "Originals are kept for some time here; main image and thumbnail are still there.");
      case LOST ->
          problem(
              "file-lost",
              "The file is lost",
              "The store no longer has this file, as several looks have found. Upload it again.");
    };
  }

  private static ProblemException problem(String type, String title, String detail) {
    return ProblemException.of(HttpStatus.GONE, type, title)
        .detail(detail)
        .retryable(false)
        .build();
  }
}
