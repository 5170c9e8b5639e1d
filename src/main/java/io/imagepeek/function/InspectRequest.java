package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as the caller wrote it, each field of the right type but not yet checked.
 *
 * @param outerName the name that stands beside {@code postData}; null in the flat form
 */
public record InspectRequest(String imageName, @Nullable String outerName, RequestOptions options) {

  /** The transports whose images are named by references, which may have a tag of their own. */
  private static final Set<String> BY_REFERENCE =
      Set.of(RegistryTarget.TRANSPORT, "docker-daemon", "containerd");

  /** A request in the flat form. */
  public static InspectRequest of(String imageName, RequestOptions options) {
    return new InspectRequest(imageName, null, options);
  }

  /**
   * This request, and the given options for the fields that it leaves out. A default tag applies
   * only to a name that has neither a tag nor a digest.
   */
  InspectRequest orElse(RequestOptions defaults) {
    RequestOptions all = options.orElse(defaults);
    boolean named = options.imageTag() == null && nameHasTag(all);
    return new InspectRequest(imageName, outerName, named ? all.withoutTag() : all);
  }

  private boolean nameHasTag(RequestOptions all) {
    return BY_REFERENCE.contains(transport(all))
        && (imageName.indexOf('@') >= 0
            || imageName.indexOf(':', imageName.lastIndexOf('/') + 1) >= 0);
  }

  private static String transport(RequestOptions options) {
    return Objects.requireNonNullElse(options.transport(), RegistryTarget.TRANSPORT);
  }

  /**
   * Checks the fields and parses the name.
   *
   * @throws InvalidInspectParameters naming the wrong field
   */
  InspectQuery toQuery() {
    View view = options.view() == null ? View.IMAGE : view(options.view());
    TagsWanted tags = Objects.requireNonNullElse(options.tags(), TagsWanted.NONE);
    if (tags == TagsWanted.ALL && view != View.IMAGE) {
      throw new InvalidInspectParameters("repoTags: only the view image lists tags");
    }
    String transport = transport(options);
    FallbackTemplates fallbacks =
        Objects.requireNonNullElse(options.fallbacks(), FallbackTemplates.NONE);
    if (!fallbacks.equals(FallbackTemplates.NONE) && !transport.equals(RegistryTarget.TRANSPORT)) {
      throw new InvalidInspectParameters(
          "fallbacks: only images in registries (containerImageTransport "
              + RegistryTarget.TRANSPORT
              + ") can be looked for elsewhere");
    }
    Optional<Platform> platform = Optional.ofNullable(options.platform()).map(Platform::parse);
    ImageTarget target = ImageTarget.parse(transport, imageName, options.imageTag());
    requireSameName(target);
    ImageRequest image =
        new ImageRequest(
            target,
            Optional.ofNullable(options.credentials()),
            Optional.ofNullable(options.maxAge()));
    return new InspectQuery(image, view, platform, tags, fallbacks.of(image));
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

  /** A reference can be written in several ways; the names of other transports in one only. */
  private void requireSameName(ImageTarget inner) {
    if (outerName == null || outerName.equals(imageName)) {
      return;
    }
    String differs = "imageName: differs from postData.imageName";
    if (!(inner instanceof RegistryTarget registry)) {
      throw new InvalidInspectParameters(differs);
    }
    RegistryTarget outer = new RegistryTarget(ImageReference.parse(outerName, options.imageTag()));
    if (!outer.equals(registry)) {
      throw new InvalidInspectParameters(
          differs + ": " + outer.reference() + " and " + registry.reference());
    }
  }
}
