package dev.belay.controlplane.ui.judgement;

import dev.belay.controlplane.judging.Judgements;
import dev.belay.controlplane.judging.OpenJudgement;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Reading and asking a gate is for viewers, the rest for operators. */
@RestController
@RequestMapping("/api/v1/judgements")
class JudgementController {

  private static final int MOST = 1_000;

  private final Judgements judgements;

  JudgementController(Judgements judgements) {
    this.judgements = judgements;
  }

  /** What a gate lets through. */
  enum Gate {
    NOT_WORSE,
    HARMLESS,
    WORSE;

    static Gate of(String word) {
      for (Gate gate : values()) {
        if (gate.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
          return gate;
        }
      }
      throw new IllegalArgumentException("A gate is not-worse, harmless or worse");
    }

    boolean open(JudgementView view) {
      return switch (this) {
        case NOT_WORSE -> !view.worse();
        case HARMLESS -> view.harmless();
        case WORSE -> view.worse();
      };
    }
  }

  @PostMapping
  ResponseEntity<JudgementView> open(@RequestBody OpenBody body, Authentication who) {
    OpenJudgement opened =
        judgements.open(
            body.wantedName(), body.policy(), body.isAlone(), body.longest(), who.getName());
    return ResponseEntity.created(URI.create("/api/v1/judgements/" + opened.id()))
        .body(view(opened));
  }

  @PostMapping("/{id}/counts")
  JudgementView feed(@PathVariable String id, @RequestBody CountsBody body) {
    return view(judgements.feed(id, body.counts()));
  }

  @GetMapping("/{id}")
  JudgementView read(@PathVariable String id) {
    return view(judgements.find(id));
  }

  @GetMapping
  Open all(@RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be 1 to %d, not %d".formatted(MOST, limit));
    }
    return new Open(judgements.all(limit).stream().map(this::view).toList());
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void close(@PathVariable String id, Authentication who) {
    judgements.close(id, who.getName());
  }

  /**
   * The verdict as a status: 200 where the gate is open, else 409. A body is not read, so that a
   * webhook may send what it likes.
   */
  @RequestMapping(
      path = "/{id}/gates/{gate}",
      method = {RequestMethod.GET, RequestMethod.POST})
  ResponseEntity<JudgementView> gate(@PathVariable String id, @PathVariable String gate) {
    Gate asked = Gate.of(gate);
    JudgementView view = view(judgements.find(id));
    return ResponseEntity.status(asked.open(view) ? HttpStatus.OK : HttpStatus.CONFLICT).body(view);
  }

  private JudgementView view(OpenJudgement judgement) {
    return JudgementView.of(judgement, judgements.now());
  }

  record Open(List<JudgementView> judgements) {}
}
