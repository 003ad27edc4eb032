package dev.belay.drills.load;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A few small pictures, drawn here: 64 × 48 pixels, JPEG. */
final class Pictures {

  private static final int COUNT = 16;

  private Pictures() {}

  static List<byte[]> drawn() {
    System.setProperty("java.awt.headless", "true");
    return IntStream.range(0, COUNT).mapToObj(Pictures::draw).toList();
  }

  private static byte[] draw(int number) {
    var picture = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.getHSBColor(number / (float) COUNT, 0.6f, 0.9f));
    graphics.fillRect(0, 0, 64, 48);
    graphics.setColor(Color.DARK_GRAY);
    graphics.fillOval(4 + number, 6, 24, 30);
    graphics.drawLine(0, 47 - number, 63, number);
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "jpeg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
