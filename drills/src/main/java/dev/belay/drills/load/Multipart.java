package dev.belay.drills.load;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A form with one picture in it. */
final class Multipart {

  private static final String BOUNDARY = "belay-drill-boundary-7d1c0f5a";

  private Multipart() {}

  static HttpRequest file(HttpRequest.Builder to, byte[] picture) {
    byte[] head =
        ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"drill.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .formatted(BOUNDARY)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    return to.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(BodyPublishers.ofByteArrays(List.of(head, picture, tail)))
        .build();
  }
}
