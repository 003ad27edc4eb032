package dev.belay.upload;

import dev.belay.upload.access.CorsSettings;
import dev.belay.upload.access.QuotaSettings;
import dev.belay.upload.gpu.GpuSettings;
import dev.belay.upload.image.ImageSettings;
import dev.belay.upload.resumable.ResumableSettings;
import dev.belay.upload.scan.ScanSettings;
import dev.belay.upload.store.StoreSettings;
import dev.belay.upload.upkeep.ReconcileSettings;
import dev.belay.upload.upkeep.RetentionSettings;
import dev.belay.upload.webhooks.WebhookSettings;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.*}. An unknown key is an error, so that a mistyped limit does not silently go
 * without effect.
 *
 * @param apiKeys SHA-256 of each API key that may upload, 64 characters of 0-9 a-f; default none:
 *     only keys in the table {@code api_keys} may
 * @param adminApiKeys the same of keys that may make and revoke others; default none
 */
@ConfigurationProperties(prefix = "upload", ignoreUnknownFields = false)
record UploadSettings(
    @DefaultValue StoreSettings store,
    @DefaultValue ImageSettings image,
    @DefaultValue CorsSettings cors,
    @DefaultValue GpuSettings gpu,
    @DefaultValue QuotaSettings limits,
    @DefaultValue ResumableSettings resumable,
    @DefaultValue WebhookSettings webhooks,
    @DefaultValue ScanSettings scan,
    @DefaultValue RetentionSettings retention,
    @DefaultValue ReconcileSettings reconcile,
    @DefaultValue({}) List<String> apiKeys,
    @DefaultValue({}) List<String> adminApiKeys) {}
