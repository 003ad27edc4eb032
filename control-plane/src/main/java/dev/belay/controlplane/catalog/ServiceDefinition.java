package dev.belay.controlplane.catalog;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A service that is released here.
 *
 * @param publicUrl where users reach it
 * @param firstArtifact what is released when the service has never been; null to wait for someone
 *     to release it
 * @param instances how many instances a revision gets unless the release says otherwise
 */
public record ServiceDefinition(
    ServiceName name, URI publicUrl, @Nullable Path firstArtifact, int instances) {}
