package io.imagepeek.function.http;

import io.imagepeek.function.JsonType;
import io.imagepeek.function.event.EventMessages;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The types of bodies that are taken. A body without one is not: that, a form, or plain text is
 * what a page of somebody else's can have a browser send without being asked first.
 */
final class ContentTypes {

  /** Registries have media types of their own for their notices, all of them JSON. */
  private static final Pattern NOTICE =
      Pattern.compile("\\w+/([^;\\s]+\\+)?json\\s*(;|$)", Pattern.CASE_INSENSITIVE);

  private ContentTypes() {}

  /** Whether a path takes what a request says its body is. */
  static boolean isTaken(String path, HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (path.equals(EventsResource.PATH)) {
      return type != null && NOTICE.matcher(type).lookingAt();
    }
    // Of an event, the type is one of its attributes. Its headers no browser sends unasked.
    return JsonType.isSaid(type)
        || (!FrontDoor.isResource(path)
            && EventMessages.isEvent(request.headers())
            && !isForm(type));
  }

  /** Nothing here takes a form: read as one, JSON that is said to be one would be malformed. */
  static boolean isForm(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
  }
}
