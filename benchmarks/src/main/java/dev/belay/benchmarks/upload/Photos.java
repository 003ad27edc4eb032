package dev.belay.benchmarks.upload;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Drawn, so that nobody has to bring any. */
final class Photos {

  private Photos() {}

  /** 12 megapixels with as much noise as a camera's: about 5 MB. */
  static byte[] large() throws IOException {
    BufferedImage photo = gradient(4000, 3000);
    Random random = new Random(12);
    for (int y = 0; y < 3000; y++) {
      for (int x = 0; x < 4000; x++) {
        int noise = random.nextInt(24);
        photo.setRGB(x, y, photo.getRGB(x, y) + noise * 0x010101);
      }
    }
    return jpeg(photo);
  }

  static byte[] small(int number) throws IOException {
    BufferedImage picture = gradient(64, 48);
    picture.setRGB(number % 64, number / 64 % 48, number);
    return jpeg(picture);
  }

  private static BufferedImage gradient(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(40, 60, 90), width, height, new Color(180, 150, 120)));
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }
}
