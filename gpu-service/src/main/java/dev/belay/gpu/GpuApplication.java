package dev.belay.gpu;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Background removal. */
@SpringBootApplication
public class GpuApplication {

  public static void main(String[] args) {
    SpringApplication.run(GpuApplication.class, args);
  }
}
