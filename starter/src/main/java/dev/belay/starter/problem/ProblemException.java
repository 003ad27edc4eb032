package dev.belay.starter.problem;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * An error whose words are meant for callers: say what is wrong, the limit and what would be right.
 * Any other exception that ends as a 5xx is answered without its words.
 */
public final class ProblemException extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  private ProblemException(Builder builder) {
    super(builder.status, builder.body, builder.cause);
    getHeaders().putAll(builder.headers);
  }

  /**
   * Begins a problem.
   *
   * @param type a short name in lower case with dashes, such as {@code too-many-pixels}; stable,
   *     for programs
   * @param title the same for every problem of this type, for people
   */
  public static Builder of(HttpStatusCode status, String type, String title) {
    return new Builder(status, type, title);
  }

  /** What is known of a problem so far. */
  public static final class Builder {

    private final HttpStatusCode status;
    private final ProblemDetail body;
    private final HttpHeaders headers = new HttpHeaders();
    private @Nullable Throwable cause;

    private Builder(HttpStatusCode status, String type, String title) {
      this.status = status;
      this.body = ProblemDetail.forStatus(status);
      body.setType(URI.create("urn:belay:problem:" + type));
      body.setTitle(title);
      category(Category.of(status.value()));
      retryable(Category.retryable(status.value()));
    }

    /** This occurrence: what is wrong, the limit, what would be right. */
    public Builder detail(String detail) {
      body.setDetail(detail);
      return this;
    }

    public Builder category(Category category) {
      return with(ProblemFields.CATEGORY, category.label());
    }

    /** Whether the same request may succeed later. */
    public Builder retryable(boolean retryable) {
      return with(ProblemFields.RETRYABLE, retryable);
    }

    /** Retryable, and when: whole seconds, at least 1. */
    public Builder retryAfter(Duration wait) {
      header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())));
      return retryable(true);
    }

    /** A further field for programs. */
    public Builder with(String field, Object value) {
      body.setProperty(field, value);
      return this;
    }

    public Builder header(String name, String value) {
      headers.set(name, value);
      return this;
    }

    /** For the log only; callers never see it. */
    public Builder causedBy(Throwable cause) {
      this.cause = cause;
      return this;
    }

    public ProblemException build() {
      return new ProblemException(this);
    }
  }
}
