package dev.belay.gpu.access;

import dev.belay.starter.problem.ProblemException;
import dev.belay.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Turns requests away before their body is read: without the key, or larger than is taken. */
final class ApiKeyFilter extends OncePerRequestFilter {

  private static final String HEADER = "X-API-Key";

  private final ApiKey key;
  private final long maxBytes;

  ApiKeyFilter(ApiKey key, long maxBytes) {
    this.key = key;
    this.maxBytes = maxBytes;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String presented = request.getHeader(HEADER);
    if (presented == null || !key.is(presented)) {
      ProblemWriter.write(request, response, unauthorized(presented));
      return;
    }
    long length = request.getContentLengthLong();
    if (length > maxBytes + AccessConfiguration.ENVELOPE_BYTES) {
      ProblemWriter.write(request, response, tooLarge(length));
      return;
    }
    chain.doFilter(request, response);
  }

  private static ProblemException unauthorized(@Nullable String presented) {
    return ProblemException.of(HttpStatus.UNAUTHORIZED, "unauthorized", "No valid API key")
        .detail(presented == null ? "Send the API key as X-API-Key." : "This is not the API key.")
        .header(HttpHeaders.WWW_AUTHENTICATE, "ApiKey realm=\"gpu\"")
        .build();
  }

  private ProblemException tooLarge(long length) {
    return ProblemException.of(HttpStatus.CONTENT_TOO_LARGE, "upload-too-large", "Too many bytes")
        .detail(
            "The request has %d bytes; a file may have %d (gpu.image.max-bytes)."
                .formatted(length, maxBytes))
        .with("limitBytes", maxBytes)
        .with("actualBytes", length)
        .with("setting", "gpu.image.max-bytes")
        .build();
  }
}
