package dev.belay.gpu.access;

import dev.belay.starter.problem.ProblemException;
import dev.belay.starter.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says that no model is ready before megabytes are read for nothing. */
final class ModelGate extends OncePerRequestFilter {

  private final Supplier<Optional<ProblemException>> notReady;

  ModelGate(Supplier<Optional<ProblemException>> notReady) {
    this.notReady = notReady;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<ProblemException> problem = notReady.get();
    if (problem.isPresent()) {
      ProblemWriter.write(request, response, problem.get());
    } else {
      chain.doFilter(request, response);
    }
  }
}
