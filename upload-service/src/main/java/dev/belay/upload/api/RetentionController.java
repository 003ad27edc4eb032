package dev.belay.upload.api;

import dev.belay.apikeys.ApiKey;
import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.upkeep.DryRun;
import dev.belay.upload.upkeep.RetentionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/retention/dry-run}: for keys that administer, as it tells of all uploads. */
@RestController
class RetentionController {

  private final DryRun dryRun;
  private final RetentionSettings settings;

  RetentionController(DryRun dryRun, RetentionSettings settings) {
    this.dryRun = dryRun;
    this.settings = settings;
  }

  /** As it is configured, or as it would be with other ages, such as {@code 90d}. */
  @GetMapping(path = "/api/v1/retention/dry-run", produces = MediaType.APPLICATION_JSON_VALUE)
  DryRun.Report dryRun(
      @RequestAttribute(ApiKey.ATTRIBUTE) ApiKey key,
      @RequestParam(required = false) @Nullable String originalsAfter,
      @RequestParam(required = false) @Nullable String uploadsAfter) {
    RetentionSettings asked;
    try {
      asked = settings.with(duration(originalsAfter), duration(uploadsAfter));
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(
              HttpStatus.BAD_REQUEST, "malformed-retention", "Not a possible retention")
          .detail(String.valueOf(e.getMessage()))
          .build();
    }
    return dryRun.of(asked);
  }

  // As settings are written.
  private static @Nullable Duration duration(@Nullable String text) {
    return text == null || text.isBlank() ? null : DurationStyle.detectAndParse(text.strip());
  }
}
