package dev.belay.upload.drill.entitywithouttable;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** Pictures that came together. */
@Table("background_remover_batches")
record BackgroundRemoverBatch(@Id Long id, Long subscriptionId, int pictures, Instant createdAt) {}
