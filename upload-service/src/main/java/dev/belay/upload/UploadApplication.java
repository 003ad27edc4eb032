package dev.belay.upload;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The image upload API. */
@SpringBootApplication
public class UploadApplication {

  public static void main(String[] args) {
    SpringApplication.run(UploadApplication.class, args);
  }
}
