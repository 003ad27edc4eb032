package dev.belay.upload;

import dev.belay.upload.intake.Intake;
import dev.belay.upload.intake.Sweep;
import dev.belay.upload.jobs.CutoutOffer;
import dev.belay.upload.resumable.ResumableUploads;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Uploads in pieces. */
@Configuration(proxyBeanMethods = false)
class ResumableConfiguration {

  @Bean
  ResumableUploads resumableUploads(
      JdbcClient jdbc, UploadSettings settings, Intake intake, CutoutOffer cutouts) {
    return new ResumableUploads(
        jdbc,
        settings.store().directory().resolve("resumable"),
        settings.resumable(),
        intake,
        cutouts,
        Clock.systemUTC());
  }

  @Bean
  Sweep.Chore expiry(ResumableUploads uploads) {
    return uploads::expire;
  }
}
