/**
 * The image upload service. The root only puts the parts together: api → intake → scan, image, jobs
 * → gpu, store, files; webhooks, upkeep, access and readiness beside them. No part knows the root.
 * Start at {@link dev.belay.upload.UploadConfiguration}.
 */
@NullMarked
package dev.belay.upload;

import org.jspecify.annotations.NullMarked;
