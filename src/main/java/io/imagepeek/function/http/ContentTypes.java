package io.imagepeek.function.http;

import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.event.EventMessages;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The types of bodies that are taken. A body without one is not: that, a form, or plain text is
 * what a page of somebody else's can have a browser send without being asked first.
 */
final class ContentTypes {

  private ContentTypes() {}

  /** Whether a path takes what a request says its body is. */
  static boolean isTaken(String path, HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (path.equals(EventsResource.PATH)) {
      // Registries have media types of their own for their notices, all of them JSON.
      return type != null && JsonMediaType.isFormat(type);
    }
    // Of an event, the type is one of its attributes. Its headers no browser sends unasked.
    return JsonMediaType.isSaid(type)
        || (!HttpPipeline.isResource(path)
            && EventMessages.isEvent(request.headers())
            && !EventMessages.isOtherForm(type)
            && !isForm(type));
  }

  /**
   * What is wrong with the type of a request's body; null where no more than that is to be said.
   */
  static @Nullable String refusal(String path, HttpServerRequest request) {
    if (!CloudEventRoute.takesEvents(path)) {
      return null;
    }
    if (EventMessages.isOtherForm(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      return EventMessages.FORMS;
    }
    return path.equals(CloudEventRoute.ROOT) && !EventMessages.isEvent(request.headers())
        ? CloudEventRoute.NO_EVENT
        : null;
  }

  /** Nothing here takes a form: read as one, JSON that is said to be one would be malformed. */
  static boolean isForm(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
  }
}
