package dev.belay.controlplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortOffsetsTest {

  private static LocalSettings.Service at(@Nullable Integer offset) {
    return new LocalSettings.Service(null, offset, 256, false, 1, Map.of());
  }

  @Test
  void givesTheConfiguredOnesTheirsAndTheOthersWhatIsLeftInTheOrderOfNames() {
    var services = new HashMap<String, LocalSettings.Service>();
    services.put("upload-service", at(0));
    services.put("zebra", at(null));
    services.put("gpu-service", at(1));
    services.put("apple", at(null));
    services.put("far", at(9));
    assertThat(PortOffsets.of(services))
        .containsExactly(
            Map.entry("upload-service", 0),
            Map.entry("gpu-service", 1),
            Map.entry("apple", 2),
            Map.entry("zebra", 3),
            Map.entry("far", 9));
    assertThat(PortOffsets.of(Map.of())).isEmpty();
  }

  @Test
  void refusesTheSameTwiceAndWhatIsOutOfRange() {
    assertThatThrownBy(() -> PortOffsets.of(Map.of("a", at(3), "b", at(3))))
        .hasMessageContaining("have the same port offset, 3");
    assertThatThrownBy(() -> PortOffsets.of(Map.of("a", at(10))))
        .hasMessageContaining("belay.local.services.a.port-offset");
    Map<String, LocalSettings.Service> eleven =
        IntStream.range(0, 11)
            .boxed()
            .collect(Collectors.toMap(i -> "service-" + i, i -> at(null)));
    assertThatThrownBy(() -> PortOffsets.of(eleven)).hasMessageContaining("0 to 9");
  }
}
