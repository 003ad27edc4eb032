package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** Ids in paths, in their one spelling. */
final class Ids {

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  static UUID parse(String id) {
    if (!ID.matcher(id).matches()) {
      throw ProblemException.of(HttpStatus.BAD_REQUEST, "malformed-id", "Not an id")
          .detail("An id looks like 0f8fad5b-d9cb-469f-a165-70867728950e, in lower case.")
          .build();
    }
    return UUID.fromString(id);
  }
}
