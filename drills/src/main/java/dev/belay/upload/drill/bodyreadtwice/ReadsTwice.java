package dev.belay.upload.drill.bodyreadtwice;

import dev.belay.upload.drill.mark.Served;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

/** The fault: whoever asks for the uploaded file after it was looked at gets the read stream. */
@Configuration(proxyBeanMethods = false)
class ReadsTwice {

  @Bean
  Served served() {
    return new Served("body-read-twice");
  }

  @Bean
  FilterRegistrationBean<?> drillMark(Served served) {
    return served.filter();
  }

  @Bean
  FilterRegistrationBean<?> dominantColour() {
    var registration = new FilterRegistrationBean<>(new DominantColour());
    registration.addUrlPatterns("/api/v1/upload/image");
    return registration;
  }

  private static final class DominantColour extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (request.getContentType() == null || !request.getContentType().startsWith("multipart/")) {
        chain.doFilter(request, response);
        return;
      }
      var once = new ReadOnce(request);
      Part file = once.getPart("file");
      if (file != null) {
        try (InputStream in = file.getInputStream()) {
          BufferedImage picture = ImageIO.read(in);
          if (picture != null) {
            int middle = picture.getRGB(picture.getWidth() / 2, picture.getHeight() / 2);
            response.setHeader("X-Colour", "%06x".formatted(middle & 0xffffff));
          }
        }
      }
      chain.doFilter(once, response);
    }
  }

  /** Hands out one stream for the file, however often it is asked for. */
  private static final class ReadOnce extends HttpServletRequestWrapper {

    private @Nullable Part file;

    ReadOnce(HttpServletRequest request) {
      super(request);
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
      Part part = super.getPart(name);
      if (part == null || !name.equals("file")) {
        return part;
      }
      if (file == null) {
        file = sharingItsStream(part);
      }
      return file;
    }

    private static Part sharingItsStream(Part part) throws IOException {
      InputStream shared = new Closeable(part.getInputStream());
      return (Part)
          Proxy.newProxyInstance(
              Part.class.getClassLoader(),
              new Class<?>[] {Part.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getInputStream")) {
                  return shared;
                }
                try {
                  return method.invoke(part, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  /** Refuses to be read when closed; the container's own stream over bytes in memory does not. */
  private static final class Closeable extends InputStream {

    private final InputStream in;
    private boolean closed;

    Closeable(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return open().read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return open().read(buffer, offset, length);
    }

    private InputStream open() throws IOException {
      if (closed) {
        throw new IOException("Stream closed");
      }
      return in;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      in.close();
    }
  }
}
