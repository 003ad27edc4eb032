package dev.belay.starter.app;

import dev.belay.starter.problem.Category;
import dev.belay.starter.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

@RestController
class FailingController {

  private final RestClient.Builder clients;
  private final AsyncTaskExecutor executor;

  FailingController(RestClient.Builder clients, AsyncTaskExecutor executor) {
    this.clients = clients;
    this.executor = executor;
  }

  @GetMapping("/ok")
  String ok() {
    return WatchedApplication.known();
  }

  @GetMapping("/elsewhere")
  String elsewhere() {
    return WatchedApplication.knownElsewhere(executor);
  }

  @GetMapping("/async")
  Callable<String> async() {
    return WatchedApplication::known;
  }

  @GetMapping("/async-boom")
  Callable<String> asyncBoom() {
    return () -> {
      throw new IllegalStateException("secret of a worker");
    };
  }

  @GetMapping("/boom")
  String boom() {
    throw new IllegalStateException("secret of a handler");
  }

  @GetMapping("/missing-class")
  String missingClass() {
    throw new NoClassDefFoundError("secret/Missing");
  }

  @GetMapping("/reason")
  String reason() {
    throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, "secret reason");
  }

  @GetMapping("/conflict")
  String conflict() {
    throw new Conflict();
  }

  @GetMapping("/unprocessable")
  String unprocessable() {
    throw ProblemException.of(
            HttpStatus.UNPROCESSABLE_CONTENT, "too-many-pixels", "Too many pixels")
        .detail("The limit is 7.")
        .with("limit", 7)
        .build();
  }

  @GetMapping("/unavailable")
  String unavailable() {
    throw ProblemException.of(HttpStatus.SERVICE_UNAVAILABLE, "store-unavailable", "No store")
        .detail("The store does not answer.")
        .category(Category.DEPENDENCY)
        .retryAfter(Duration.ofSeconds(3))
        .causedBy(new IllegalStateException("secret cause"))
        .build();
  }

  @GetMapping("/send-error")
  void sendError(HttpServletResponse response) throws IOException {
    response.sendError(502, "secret of sendError");
  }

  @GetMapping("/reset")
  void reset(HttpServletResponse response) {
    response.setHeader("X-Gone", "yes");
    response.reset();
  }

  @PostMapping("/upload")
  String upload(@RequestParam MultipartFile file) {
    return Long.toString(file.getSize());
  }

  @PutMapping(path = "/json", consumes = "application/json")
  Map<String, Object> json(@RequestBody Map<String, Object> body) {
    return body;
  }

  @GetMapping("/number")
  int number(@RequestParam int value) {
    return value;
  }

  @GetMapping("/header")
  String header(@RequestHeader("X-Correlation-Id") String id) {
    return id;
  }

  @GetMapping("/outgoing")
  String outgoing(HttpServletRequest request) {
    String here = "http://127.0.0.1:" + request.getLocalPort();
    return clients.build().get().uri(here + "/header").retrieve().body(String.class);
  }

  @ResponseStatus(code = HttpStatus.CONFLICT, reason = "Somebody was first.")
  static final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
