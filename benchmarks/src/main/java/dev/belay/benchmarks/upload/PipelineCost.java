package dev.belay.benchmarks.upload;

import com.sun.management.OperatingSystemMXBean;
import dev.belay.images.CodecChoice;
import dev.belay.images.Codecs;
import dev.belay.images.ImageFormat;
import dev.belay.images.ImageHeader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPU time for a photo's main image and thumbnail, beside {@code vipsthumbnail} for the same photo,
 * sizes and qualities, both for many in one process and in turns. CPU time and not time on the
 * wall: the machine is shared.
 *
 * <p>Arguments: photos.
 */
final class PipelineCost {

  private static final int ROUNDS = 5;
  private static final int WARM_UP = 25;
  private static final int EACH = 10;
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s");
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private PipelineCost() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      System.err.println("usage: PipelineCost PHOTO...");
      System.exit(64);
    }
    Path work = Files.createTempDirectory("belay-benchmark-");
    Codecs codecs = Codecs.probe(CodecChoice.AUTO);
    System.out.printf("codecs %s%n", codecs.names());
    for (String argument : arguments) {
      Path photo = Path.of(argument);
      ImageHeader header = ImageHeader.read(photo, format(photo));
      for (int i = 0; i < WARM_UP; i++) {
        codecs.render(photo, header);
      }
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        ours.add(ours(codecs, photo, header));
        theirs.add(vips(photo, work));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %s: %.0f ms CPU, vipsthumbnail %.0f ms, ratio %.2f (medians of %d, goal 1.0); load %s%n",
          photo.getFileName(),
          header.size(),
          median(ours),
          median(theirs),
          median(ours) / median(theirs),
          ROUNDS,
          LargeUploads.load());
    }
  }

  private static ImageFormat format(Path photo) throws IOException {
    try (InputStream in = Files.newInputStream(photo)) {
      return ImageFormat.sniff(in.readNBytes(ImageFormat.SNIFF_BYTES))
          .orElseThrow(() -> new IOException(photo + " is no image"));
    }
  }

  private static double ours(Codecs codecs, Path photo, ImageHeader header) throws Exception {
    long before = SYSTEM.getProcessCpuTime();
    for (int i = 0; i < EACH; i++) {
      codecs.render(photo, header);
    }
    return (SYSTEM.getProcessCpuTime() - before) / 1e6 / EACH;
  }

  private static double vips(Path photo, Path work) throws Exception {
    Path main = work.resolve("main.jpg");
    double first = childrensMillis("1600", main + "[Q=82,strip]", photo);
    double second = childrensMillis("320", work.resolve("thumbnail.jpg") + "[Q=82,strip]", main);
    return (first + second) / EACH;
  }

  private static double childrensMillis(String side, String output, Path photo) throws Exception {
    String files = String.join(" ", Collections.nCopies(EACH, "'" + photo + "'"));
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "VIPS_CONCURRENCY=1 vipsthumbnail -s %s -o '%s' %s && times"
                    .formatted(side, output, files))
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("vipsthumbnail (Debian's libvips-tools): " + told);
    }
    // The second line is of the shell's children: user and system.
    Matcher times = TIMES.matcher(told.strip().lines().toList().getLast());
    double millis = 0;
    while (times.find()) {
      millis +=
          60_000 * Double.parseDouble(times.group(1)) + 1_000 * Double.parseDouble(times.group(2));
    }
    return millis;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
