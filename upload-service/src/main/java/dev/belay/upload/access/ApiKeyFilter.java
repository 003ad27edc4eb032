package dev.belay.upload.access;

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

/** Turns uploads away before their body is read: without a key, or larger than is taken. */
final class ApiKeyFilter extends OncePerRequestFilter {

  private static final String HEADER = "X-API-Key";
  private static final String BEARER = "Bearer ";
  private static final long ENVELOPE = 64 * 1024; // what multipart adds around the file

  private final ApiKeys keys;
  private final long maxBytes;

  ApiKeyFilter(ApiKeys keys, long maxBytes) {
    this.keys = keys;
    this.maxBytes = maxBytes;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !"POST".equals(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String key = keyOf(request);
    if (key == null || !keys.contains(key)) {
      ProblemWriter.write(request, response, refused(key == null));
      return;
    }
    long length = request.getContentLengthLong();
    if (length > maxBytes + ENVELOPE) {
      ProblemWriter.write(request, response, tooLarge(length));
      return;
    }
    request.setAttribute(Uploader.ATTRIBUTE, new Uploader());
    chain.doFilter(request, response);
  }

  private static @Nullable String keyOf(HttpServletRequest request) {
    String key = request.getHeader(HEADER);
    if (key != null) {
      return key;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return bearer ? authorization.substring(BEARER.length()).strip() : null;
  }

  private static ProblemException refused(boolean missing) {
    return ProblemException.of(HttpStatus.UNAUTHORIZED, "api-key-refused", "No valid API key")
        .detail(
            missing
                ? "Send an API key as X-API-Key, or as Authorization: Bearer."
                : "This API key is not known here.")
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"upload\"")
        .build();
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
