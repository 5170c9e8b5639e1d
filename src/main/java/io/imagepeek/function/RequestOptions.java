package io.imagepeek.function;

import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.Credentials;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request beside the image's name, each of the right type but not yet checked. A
 * field that the caller left out is null.
 *
 * @param maxAge the oldest cached result that the caller accepts
 * @param fallbacks where else to look, in this order
 */
public record RequestOptions(
    @Nullable String imageTag,
    @Nullable String transport,
    @Nullable String view,
    @Nullable String platform,
    @Nullable TagsWanted tags,
    @Nullable Credentials credentials,
    @Nullable Duration maxAge,
    @Nullable FallbackTemplates fallbacks) {

  /** All fields left out. */
  public static final RequestOptions NONE = new Builder().build();

  /** Builds options by name; what is not set is left out. */
  public static Builder builder() {
    return new Builder();
  }

  /** These options, and the given ones for the fields that are left out here. */
  RequestOptions orElse(RequestOptions defaults) {
    return new RequestOptions(
        imageTag == null ? defaults.imageTag : imageTag,
        transport == null ? defaults.transport : transport,
        view == null ? defaults.view : view,
        platform == null ? defaults.platform : platform,
        tags == null ? defaults.tags : tags,
        credentials == null ? defaults.credentials : credentials,
        maxAge == null ? defaults.maxAge : maxAge,
        fallbacks == null ? defaults.fallbacks : fallbacks);
  }

  /** The same without a tag. */
  RequestOptions withoutTag() {
    return new RequestOptions(
        null, transport, view, platform, tags, credentials, maxAge, fallbacks);
  }

  /** Builds {@link RequestOptions}; null leaves a field out. */
  public static final class Builder {

    private @Nullable String imageTag;
    private @Nullable String transport;
    private @Nullable String view;
    private @Nullable String platform;
    private @Nullable TagsWanted tags;
    private @Nullable Credentials credentials;
    private @Nullable Duration maxAge;
    private @Nullable FallbackTemplates fallbacks;

    private Builder() {}

    /** {@code imageTag}. */
    public Builder imageTag(@Nullable String tag) {
      imageTag = tag;
      return this;
    }

    /** {@code containerImageTransport}. */
    public Builder transport(@Nullable String name) {
      transport = name;
      return this;
    }

    /** {@code view}. */
    public Builder view(@Nullable String name) {
      view = name;
      return this;
    }

    /** {@code platform}. */
    public Builder platform(@Nullable String name) {
      platform = name;
      return this;
    }

    /** {@code repoTags}. */
    public Builder tags(@Nullable TagsWanted wanted) {
      tags = wanted;
      return this;
    }

    /** {@code credentials}. */
    public Builder credentials(@Nullable Credentials supplied) {
      credentials = supplied;
      return this;
    }

    /** {@code maxAge}. */
    public Builder maxAge(@Nullable Duration age) {
      maxAge = age;
      return this;
    }

    /** {@code fallbacks}. */
    Builder fallbacks(@Nullable FallbackTemplates templates) {
      fallbacks = templates;
      return this;
    }

    /** The options. */
    public RequestOptions build() {
      return new RequestOptions(
          imageTag, transport, view, platform, tags, credentials, maxAge, fallbacks);
    }
  }
}
