package io.imagepeek.function.http;

import io.imagepeek.function.ApiPath;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.event.EventMessages;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The content types that a request may have. It must have one: a web page of another origin can
 * have a browser send a body without a type, a form or plain text, with no preflight request.
 */
final class ContentTypes {

  private ContentTypes() {}

  /** Whether a path takes the content type of a request. */
  static boolean isTaken(ApiPath path, HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (path.body() == ApiPath.Body.PUSH_EVENT) {
      // Each registry has its own media type for push events. All of them are JSON.
      return type != null && JsonMediaType.isFormat(type);
    }
    // The type of an event is one of its attributes. No browser sends the headers of an event
    // without a preflight request.
    return JsonMediaType.isSaid(type)
        || (!path.isResource()
            && EventMessages.isEvent(request.headers())
            && !EventMessages.isOtherForm(type)
            && !isForm(type));
  }

  /** What is wrong with the type of a request's body; null if the status says enough. */
  static @Nullable String refusal(RoutingContext http) {
    ApiPath path = HttpPipeline.apiPath(http).orElse(null);
    if (path == null || !path.takesCloudEvents()) {
      return null;
    }
    HttpServerRequest request = http.request();
    if (EventMessages.isOtherForm(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      return EventMessages.FORMS;
    }
    return path == ApiPath.CLOUD_EVENTS && !EventMessages.isEvent(request.headers())
        ? CloudEventRoute.NO_EVENT
        : null;
  }

  /** Whether it is a form. No path takes one, and JSON that was read as a form would be lost. */
  static boolean isForm(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
  }
}
