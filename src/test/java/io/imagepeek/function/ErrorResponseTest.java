package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented errors, byte for byte. */
class ErrorResponseTest {

  static Stream<Arguments> documented() {
    return Stream.of(
        Arguments.of(
            new InvalidInspectParameters("Image name contains invalid characters"),
            """
            {"name":"InvalidInspectParameters","message":"Invalid inspection parameters.",\
            "type":"VALIDATION_ERROR","statusCode":422,"imageName":"app",\
            "error":"Image name contains invalid characters"}"""),
        Arguments.of(
            new ImageNotFoundInRegistry("manifest unknown"),
            """
            {"name":"ImageNotFoundInRegistry","message":"Image not found in registry.",\
            "type":"NOT_FOUND","statusCode":404,"imageName":"app",\
            "error":"manifest unknown"}"""),
        Arguments.of(
            new RegistryAuthenticationFailure("unauthorized: authentication required"),
            """
            {"name":"RegistryAuthenticationFailure",\
            "message":"Failed to authenticate with registry.",\
            "type":"NETWORK_ERROR","statusCode":401,"imageName":"app",\
            "error":"unauthorized: authentication required"}"""),
        Arguments.of(
            new RegistryConnectionFailure("connection timeout"),
            """
            {"name":"RegistryConnectionFailure","message":"Failed to connect to registry.",\
            "type":"NETWORK_ERROR","statusCode":500,"imageName":"app",\
            "error":"connection timeout"}"""),
        Arguments.of(
            new InspectImageFailure("Registry inspection failed"),
            """
            {"name":"InspectImageFailure","message":"Failed to inspect image.",\
            "type":"IMAGE_SERVICE_ERROR","statusCode":500,"imageName":"app",\
            "error":"Registry inspection failed"}"""),
        Arguments.of(
            new GenericFailure("Inspect operation failed", new IllegalStateException("hush")),
            """
            {"name":"GenericFailure","message":"Generic failure during image inspection.",\
            "type":"GENERIC_ERROR","statusCode":500,"error":"Inspect operation failed"}"""));
  }

  @ParameterizedTest
  @MethodSource("documented")
  void isAsDocumented(InspectFailure failure, String json) throws Exception {
    ErrorResponse view = ErrorResponse.of(failure, "app");

    assertThat(new ObjectMapper().writeValueAsString(view)).isEqualTo(json);
    assertThat(view.statusCode()).isEqualTo(failure.statusCode());
    assertThat(view.error()).isEqualTo(failure.error());
  }

  @Test
  void aNameThatIsNotKnownIsNullRatherThanLeftOut() throws Exception {
    ErrorResponse view =
        ErrorResponse.of(new InvalidInspectParameters("imageName: is missing"), null);

    assertThat(new ObjectMapper().writeValueAsString(view))
        .contains("\"statusCode\":422,\"imageName\":null,\"error\":\"imageName: is missing\"}");
  }

  @Test
  void anErrorOfHttpIsNoneOfTheSix() throws Exception {
    ErrorResponse view = ErrorResponse.ofHttp(415, "Unsupported Media Type.", "why");

    assertThat(new ObjectMapper().writeValueAsString(view))
        .isEqualTo(
            """
            {"name":"HttpError","message":"Unsupported Media Type.","type":"HTTP_ERROR",\
            "statusCode":415,"error":"why"}""");
  }
}
