package dev.belay.upload.drill.entitywithouttable;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** One picture whose background goes. */
@Table("background_remover_jobs")
record BackgroundRemoverJob(@Id Long id, Long batchId, String state, Instant createdAt) {}
