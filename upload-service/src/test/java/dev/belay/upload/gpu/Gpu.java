package dev.belay.upload.gpu;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as an operator would write them. */
public final class Gpu {

  private Gpu() {}

  public static GpuSettings settings(String url, String... settings) {
    Map<String, String> values = new HashMap<>(Map.of("upload.gpu.url", url));
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      values.put("upload.gpu." + pair[0], pair[1]);
    }
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("upload.gpu", GpuSettings.class);
  }
}
