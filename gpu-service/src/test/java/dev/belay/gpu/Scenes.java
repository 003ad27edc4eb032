package dev.belay.gpu;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Things on backdrops, drawn, so that it is known exactly which pixels are the thing. */
public final class Scenes {

  private Scenes() {}

  /**
   * @param truth gray: 255 where the thing is
   */
  public record Scene(String name, BufferedImage picture, BufferedImage truth) {}

  /** What a camera adds. */
  enum Flaw {
    NONE,
    NOISE,
    SOFT_SHADOW,
    HARD_SHADOW
  }

  private interface Thing {
    Shape outline();

    void paint(Graphics2D graphics);
  }

  /** Everything a plain backdrop can be, with two things each. */
  public static List<Scene> plain() {
    List<Scene> scenes = new ArrayList<>();
    int i = 0;
    for (String backdrop : List.of("white", "gradient", "radial", "dark", "teal")) {
      for (Flaw flaw : Flaw.values()) {
        Thing thing = things().get(i++ % 4);
        scenes.add(scene(backdrop, flaw, thing, i));
      }
    }
    return scenes;
  }

  /** A bottle on a plain light backdrop with a soft shadow. */
  public static Scene bottle() {
    return scene("gradient", Flaw.SOFT_SHADOW, bottleThing(), 7);
  }

  /** The same bottle before nothing plain. */
  public static Scene bottleOnTexture() {
    Scene plain = bottle();
    BufferedImage picture = copy(plain.picture());
    Random random = new Random(3);
    Graphics2D graphics = smooth(picture);
    for (int n = 0; n < 1500; n++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillRect(random.nextInt(900), random.nextInt(700), 60, 45);
    }
    bottleThing().paint(graphics);
    graphics.dispose();
    return new Scene("texture", picture, plain.truth());
  }

  private static List<Thing> things() {
    return List.of(bottleThing(), shoe(), ball(), lamp());
  }

  private static Scene scene(String backdrop, Flaw flaw, Thing thing, int seed) {
    BufferedImage picture = new BufferedImage(900, 700, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = smooth(picture);
    graphics.setPaint(backdrop(backdrop));
    graphics.fillRect(0, 0, 900, 700);
    if (flaw == Flaw.SOFT_SHADOW) {
      graphics.drawImage(shadow(thing, 40, 0.45f, 18, 26), 0, 0, null);
    }
    if (flaw == Flaw.HARD_SHADOW) {
      graphics.drawImage(shadow(thing, 3, 0.3f, 34, 20), 0, 0, null);
    }
    thing.paint(graphics);
    graphics.dispose();
    BufferedImage truth = new BufferedImage(900, 700, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D mask = smooth(truth);
    mask.setColor(Color.WHITE);
    mask.fill(thing.outline());
    mask.dispose();
    BufferedImage seen = flaw == Flaw.NOISE ? compressed(noisy(picture, seed, 7)) : picture;
    return new Scene(backdrop + " " + flaw + " " + thing, seen, truth);
  }

  private static Paint backdrop(String name) {
    return switch (name) {
      case "white" -> Color.WHITE;
      case "gradient" ->
          new GradientPaint(0, 0, new Color(236, 233, 228), 0, 700, new Color(186, 186, 192));
      case "radial" ->
          new RadialGradientPaint(
              450,
              300,
              620,
              new float[] {0, 1},
              new Color[] {new Color(226, 232, 240), new Color(120, 134, 158)});
      case "dark" ->
          new GradientPaint(0, 0, new Color(28, 28, 32), 900, 700, new Color(52, 50, 56));
      default -> new GradientPaint(0, 0, new Color(70, 170, 165), 900, 0, new Color(45, 140, 145));
    };
  }

  private static BufferedImage shadow(Thing thing, int blur, float strength, int right, int down) {
    BufferedImage shadow = new BufferedImage(900, 700, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = smooth(shadow);
    graphics.translate(right, down);
    graphics.setColor(new Color(0, 0, 0, strength));
    graphics.fill(thing.outline());
    graphics.dispose();
    float[] line = new float[blur];
    Arrays.fill(line, 1f / blur);
    BufferedImage soft = shadow;
    for (int pass = 0; pass < 2; pass++) {
      soft = new ConvolveOp(new Kernel(blur, 1, line)).filter(soft, null);
      soft = new ConvolveOp(new Kernel(1, blur, line)).filter(soft, null);
    }
    return soft;
  }

  private static BufferedImage noisy(BufferedImage image, int seed, double sigma) {
    BufferedImage noisy = copy(image);
    Random random = new Random(seed);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          int value = image.getRGB(x, y) >> shift & 0xff;
          rgb |= Math.clamp(Math.round(value + random.nextGaussian() * sigma), 0, 255) << shift;
        }
        noisy.setRGB(x, y, rgb);
      }
    }
    return noisy;
  }

  private static BufferedImage compressed(BufferedImage image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(jpeg(image)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At quality 80. */
  public static byte[] jpeg(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(0.8f);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage copy(BufferedImage image) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = copy.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return copy;
  }

  private static Graphics2D smooth(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    return graphics;
  }

  private record Drawn(String name, Shape outline, java.util.function.Consumer<Graphics2D> painter)
      implements Thing {

    @Override
    public void paint(Graphics2D graphics) {
      painter.accept(graphics);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Thing bottleThing() {
    Path2D body = new Path2D.Double();
    body.moveTo(420, 90);
    body.lineTo(480, 90);
    body.lineTo(480, 190);
    body.curveTo(490, 250, 560, 260, 560, 340);
    body.lineTo(560, 590);
    body.curveTo(560, 620, 340, 620, 340, 590);
    body.lineTo(340, 340);
    body.curveTo(340, 260, 410, 250, 420, 190);
    body.closePath();
    return new Drawn(
        "bottle",
        body,
        g -> {
          g.setPaint(
              new GradientPaint(340, 0, new Color(20, 84, 52), 560, 0, new Color(52, 150, 92)));
          g.fill(body);
          g.setColor(new Color(245, 236, 210));
          g.fillRect(340, 390, 220, 120);
          g.setColor(new Color(170, 40, 40));
          g.setStroke(new BasicStroke(5));
          g.drawRect(358, 404, 184, 92);
          g.setColor(new Color(214, 178, 70));
          g.fillRect(420, 90, 60, 46);
          g.setColor(new Color(255, 255, 255, 120));
          g.fill(new RoundRectangle2D.Double(362, 330, 12, 240, 12, 12));
        });
  }

  private static Thing shoe() {
    Path2D shoe = new Path2D.Double();
    shoe.moveTo(190, 300);
    shoe.curveTo(260, 330, 330, 300, 360, 250);
    shoe.curveTo(430, 300, 500, 380, 640, 400);
    shoe.curveTo(720, 415, 740, 470, 720, 510);
    shoe.lineTo(190, 510);
    shoe.curveTo(170, 440, 175, 360, 190, 300);
    shoe.closePath();
    Area sole = new Area(new RoundRectangle2D.Double(180, 488, 550, 44, 30, 30));
    Area all = new Area(shoe);
    all.add(sole);
    return new Drawn(
        "shoe",
        all,
        g -> {
          g.setPaint(
              new GradientPaint(0, 250, new Color(222, 90, 60), 0, 510, new Color(150, 40, 40)));
          g.fill(shoe);
          g.setColor(new Color(60, 40, 70));
          g.setStroke(new BasicStroke(9));
          for (int i = 0; i < 4; i++) {
            g.drawLine(385 + i * 42, 330 + i * 24, 350 + i * 42, 375 + i * 24);
          }
          g.setColor(new Color(88, 84, 78));
          g.fill(sole);
        });
  }

  private static Thing ball() {
    Shape ball = new Ellipse2D.Double(270, 170, 370, 370);
    return new Drawn(
        "ball",
        ball,
        g -> {
          g.setPaint(
              new RadialGradientPaint(
                  400,
                  290,
                  300,
                  new float[] {0, 1},
                  new Color[] {new Color(255, 214, 90), new Color(190, 96, 20)}));
          g.fill(ball);
          g.setColor(new Color(90, 40, 20));
          g.setStroke(new BasicStroke(8));
          g.clip(ball);
          g.draw(new Ellipse2D.Double(330, 80, 560, 560));
          g.draw(new Ellipse2D.Double(20, 80, 480, 560));
          g.setClip(null);
        });
  }

  private static Thing lamp() {
    Path2D shade = new Path2D.Double();
    shade.moveTo(390, 110);
    shade.lineTo(530, 110);
    shade.lineTo(610, 300);
    shade.lineTo(310, 300);
    shade.closePath();
    Area all = new Area(shade);
    all.add(new Area(new Rectangle2D.Double(446, 300, 28, 230)));
    Area foot = new Area(new Ellipse2D.Double(350, 510, 220, 60));
    all.add(foot);
    return new Drawn(
        "lamp",
        AffineTransform.getTranslateInstance(20, 20).createTransformedShape(all),
        g -> {
          g.translate(20, 20);
          g.setColor(new Color(60, 70, 120));
          g.fill(new Rectangle2D.Double(446, 300, 28, 230));
          g.fill(foot);
          g.setPaint(
              new GradientPaint(310, 0, new Color(110, 60, 140), 610, 0, new Color(200, 130, 190)));
          g.fill(shade);
          g.translate(-20, -20);
        });
  }
}
