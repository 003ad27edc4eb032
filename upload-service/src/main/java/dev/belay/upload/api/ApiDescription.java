package dev.belay.upload.api;

import dev.belay.apikeys.ApiKey;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.method.HandlerMethod;

/** {@code GET /api/v1/openapi}: what the handlers' own signatures say, with keys and problems. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String HEADER = "apiKey";
  private static final String BEARER = "bearer";
  private static final String PROBLEM = "Problem";
  private static final String ANY_BYTES = "application/octet-stream";

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("upload-service")
                .version("v1")
                .description(
                    "Takes images, and gives them back upright, small and without metadata."))
        // Whichever host the caller reached.
        .servers(List.of(new Server().url("/")))
        .components(
            new Components()
                .addSecuritySchemes(
                    HEADER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("X-API-Key"))
                .addSecuritySchemes(
                    BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"))
                .addSchemas(PROBLEM, problem()));
  }

  private static Schema<?> problem() {
    return new Schema<>()
        .type("object")
        .description("RFC 9457")
        .addProperty(
            "type", new Schema<>().type("string").example("urn:belay:problem:not-an-image"))
        .addProperty("title", new Schema<>().type("string"))
        .addProperty("status", new Schema<>().type("integer"))
        .addProperty("detail", new Schema<>().type("string"))
        .addProperty("category", new Schema<>().type("string"))
        .addProperty("retryable", new Schema<>().type("boolean"))
        .addProperty("correlationId", new Schema<>().type("string"))
        .additionalProperties(true);
  }

  @Bean
  OperationCustomizer keysAndProblems() {
    return (operation, handler) -> {
      if (takesKey(handler) && operation.getSecurity() == null) {
        operation.addSecurityItem(new SecurityRequirement().addList(HEADER));
        operation.addSecurityItem(new SecurityRequirement().addList(BEARER));
      }
      rawBodies(operation, handler);
      return withProblems(operation);
    };
  }

  // Where a path takes a form too, both handlers are one operation; a body that is read as a stream
  // is no parameter of its handler.
  private static void rawBodies(Operation operation, HandlerMethod handler) {
    PostMapping mapping = handler.getMethodAnnotation(PostMapping.class);
    if (mapping == null || !List.of(mapping.consumes()).contains(ANY_BYTES)) {
      return;
    }
    RequestBody body =
        operation.getRequestBody() == null ? new RequestBody() : operation.getRequestBody();
    Content content = body.getContent() == null ? new Content() : body.getContent();
    for (String type : mapping.consumes()) {
      content.addMediaType(
          type, new MediaType().schema(new Schema<>().type("string").format("binary")));
    }
    operation.setRequestBody(body.required(true).content(content));
  }

  private static Operation withProblems(Operation operation) {
    var schema = new Schema<>().$ref("#/components/schemas/" + PROBLEM);
    operation
        .getResponses()
        .addApiResponse(
            "default",
            new ApiResponse()
                .description("What is wrong, the limit and what would be right")
                .content(
                    new Content()
                        .addMediaType("application/problem+json", new MediaType().schema(schema))));
    return operation;
  }

  private static boolean takesKey(HandlerMethod handler) {
    return Arrays.stream(handler.getMethodParameters())
        .anyMatch(parameter -> {
          RequestAttribute attribute = parameter.getParameterAnnotation(RequestAttribute.class);
          return attribute != null && attribute.value().equals(ApiKey.ATTRIBUTE);
        });
  }
}
