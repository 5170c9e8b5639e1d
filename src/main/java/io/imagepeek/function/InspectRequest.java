package io.imagepeek.function;

import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.Credentials;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as the caller wrote it, each field of the right type but not yet checked.
 *
 * @param outerName the name that stands beside {@code postData}; null in the flat form
 */
public record InspectRequest(
    String imageName,
    @Nullable String outerName,
    @Nullable String imageTag,
    @Nullable String transport,
    @Nullable String platform,
    TagsWanted tags,
    Optional<Credentials> credentials) {

  static final String DEFAULT_TRANSPORT = "docker";

  /**
   * The query that the request means.
   *
   * @param defaultPlatform the one inspected where the request names none
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters naming the wrong field
   */
  InspectQuery toQuery(Platform defaultPlatform) {
    ImageReference reference = ImageReference.parse(imageName, imageTag);
    if (outerName != null && !outerName.equals(imageName)) {
      requireSame(ImageReference.parse(outerName, imageTag), reference);
    }
    return new InspectQuery(
        reference,
        transport == null ? DEFAULT_TRANSPORT : transport,
        platform == null ? defaultPlatform : Platform.parse(platform),
        tags,
        credentials);
  }

  private static void requireSame(ImageReference outer, ImageReference inner) {
    if (!outer.toString().equals(inner.toString())) {
      throw new io.imagepeek.failure.InspectFailure.InvalidInspectParameters(
          "imageName: differs from postData.imageName: " + outer + " and " + inner);
    }
  }
}
