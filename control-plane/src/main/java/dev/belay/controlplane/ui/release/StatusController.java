package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.platform.Estate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** All of it at a glance, and its end. */
@RestController
@RequestMapping("/api/v1")
class StatusController {

  private static final Logger log = LoggerFactory.getLogger(StatusController.class);

  private final Statuses statuses;
  private final Estate estate;
  private final ApplicationContext context;

  StatusController(Statuses statuses, Estate estate, ApplicationContext context) {
    this.statuses = statuses;
    this.estate = estate;
    this.context = context;
  }

  @GetMapping("/status")
  StatusView status() {
    return statuses.now();
  }

  @PostMapping("/shutdown")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void shutdown(Authentication who) {
    log.info("shutdown asked for by {}", who.getName());
    // A platform thread: the virtual ones do not keep the process until the work is done.
    Thread.ofPlatform().name("shutdown").start(this::stop);
  }

  private void stop() {
    try {
      estate.stopAll();
    } catch (RuntimeException e) {
      log.error("not everything could be stopped", e);
    }
    System.exit(SpringApplication.exit(context, () -> 0));
  }
}
