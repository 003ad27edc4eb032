package dev.belay.upload.access;

import dev.belay.starter.problem.ProblemException;
import dev.belay.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns uploads away before their body is read if they say that they are larger than is taken. */
final class BodyLimit extends OncePerRequestFilter {

  private static final long ENVELOPE = 64 * 1024; // what multipart adds around the file

  private final long maxBytes;

  BodyLimit(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long length = request.getContentLengthLong();
    if (length > maxBytes + ENVELOPE) {
      ProblemWriter.write(request, response, tooLarge(length));
      return;
    }
    chain.doFilter(request, response);
  }

  private ProblemException tooLarge(long length) {
    return ProblemException.of(HttpStatus.CONTENT_TOO_LARGE, "upload-too-large", "Too many bytes")
        .detail(
            "The request has %d bytes; a file may have %d (upload.image.max-bytes)."
                .formatted(length, maxBytes))
        .with("limitBytes", maxBytes)
        .with("actualBytes", length)
        .with("setting", "upload.image.max-bytes")
        .build();
  }
}
