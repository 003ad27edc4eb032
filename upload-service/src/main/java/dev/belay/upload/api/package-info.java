/**
 * The HTTP face: paths, JSON, caching, and every failure in words for callers. Decides nothing
 * else. Start at {@link dev.belay.upload.api.UploadController}.
 */
@NullMarked
package dev.belay.upload.api;

import org.jspecify.annotations.NullMarked;
