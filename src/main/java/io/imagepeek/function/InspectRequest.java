package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as the caller wrote it, each field of the right type but not yet checked.
 *
 * @param outerName the name that stands beside {@code postData}; null in the flat form
 * @param maxAge how long ago the registry may have been asked; null where nothing is said
 * @param fallbacks where else to look, in this order; none: nowhere
 */
public record InspectRequest(
    String imageName,
    @Nullable String outerName,
    @Nullable String imageTag,
    @Nullable String transport,
    @Nullable String view,
    @Nullable String platform,
    TagsWanted tags,
    Optional<Credentials> credentials,
    @Nullable Duration maxAge,
    FallbackTemplates fallbacks) {

  /** Images in registries. */
  public static final String DEFAULT_TRANSPORT = "docker";

  /**
   * The query that the request means.
   *
   * @throws InvalidInspectParameters naming the wrong field
   */
  public InspectQuery toQuery() {
    String from = transport == null ? DEFAULT_TRANSPORT : transport;
    if (outerName != null && !outerName.equals(imageName)) {
      requireSame(outerName, from);
    }
    View wanted = view == null ? View.IMAGE : view(view);
    if (tags == TagsWanted.ALL && wanted != View.IMAGE) {
      throw new InvalidInspectParameters("repoTags: only the view image lists tags");
    }
    if (!fallbacks.equals(FallbackTemplates.NONE) && !from.equals(DEFAULT_TRANSPORT)) {
      throw new InvalidInspectParameters(
          "fallbacks: only images in registries (containerImageTransport "
              + DEFAULT_TRANSPORT
              + ") can be looked for elsewhere");
    }
    ImageRequest image =
        new ImageRequest(
            new ImageName(imageName, imageTag), credentials, Optional.ofNullable(maxAge));
    return new InspectQuery(
        image,
        from,
        wanted,
        Optional.ofNullable(platform).map(Platform::parse),
        tags,
        fallbacks.of(image));
  }

  private static View view(String name) {
    for (View view : View.values()) {
      if (wireName(view).equals(name)) {
        return view;
      }
    }
    throw new InvalidInspectParameters(
        "view: unknown view; known are "
            + Arrays.stream(View.values()).map(InspectRequest::wireName).toList());
  }

  private static String wireName(View view) {
    return view.name().toLowerCase(Locale.ROOT);
  }

  /** Two ways of writing a reference are the same name; a path is written in one way. */
  private void requireSame(String outer, String from) {
    boolean references = from.equals(DEFAULT_TRANSPORT);
    if (!references || !canonical(outer).equals(canonical(imageName))) {
      throw new InvalidInspectParameters(
          "imageName: differs from postData.imageName"
              + (references ? ": " + canonical(outer) + " and " + canonical(imageName) : ""));
    }
  }

  private String canonical(String name) {
    return ImageReference.parse(name, imageTag).toString();
  }
}
