package dev.belay.upload.drill.entitywithouttable;

import java.time.LocalDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** Pictures of a subscription on one day. */
@Table("background_remover_usage")
record BackgroundRemoverUsage(@Id Long id, Long subscriptionId, LocalDate day, long pictures) {}
