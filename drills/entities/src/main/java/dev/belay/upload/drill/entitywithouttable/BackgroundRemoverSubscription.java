package dev.belay.upload.drill.entitywithouttable;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** Who may have backgrounds removed, and until when. */
@Table("background_remover_subscriptions")
record BackgroundRemoverSubscription(@Id Long id, String holder, Instant endsAt) {}
