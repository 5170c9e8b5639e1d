package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageTarget;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InspectRequestTest {

  private static final String SHA =
      "sha256:85f2b723e106c34644cd5851d7e81ee87da98ac54672b29947c052a45d31dc2f";

  @Test
  void whatIsLeftOutHasItsDefault() {
    InspectQuery query = names("alpine", null, null).toQuery();

    assertThat(query.image().target()).isEqualTo(ImageTarget.parse("docker", "alpine", null));
    assertThat(query.image().target().transport()).isEqualTo("docker");
    assertThat(query.view()).isEqualTo(View.IMAGE);
    assertThat(query.platform()).isEmpty();
    assertThat(query.tags()).isEqualTo(TagsWanted.NONE);
    assertThat(query.image().credentials()).isEmpty();
  }

  @Test
  void whatIsSaidIsPassedOn() {
    Credentials credentials = new Credentials.RegistryToken("token");

    InspectQuery query =
        InspectRequest.of(
                "quay.io/a/b",
                RequestOptions.builder()
                    .imageTag("1.0")
                    .transport("oci")
                    .view("image")
                    .platform("linux/arm/v7")
                    .tags(TagsWanted.ALL)
                    .credentials(credentials)
                    .build())
            .toQuery();

    assertThat(query.image().target())
        .isEqualTo(new ImageTarget.LocalTarget("oci", "quay.io/a/b", "1.0"));
    assertThat(query.image().target().transport()).isEqualTo("oci");
    assertThat(query.platform()).contains(new Platform("linux", "arm", "v7"));
    assertThat(query.tags()).isEqualTo(TagsWanted.ALL);
    assertThat(query.image().credentials()).contains(credentials);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "alpine,                  alpine,                   -",
        "alpine,                  docker.io/library/alpine, -",
        "index.docker.io/alpine,  alpine:latest,            -",
        "alpine,                  alpine,                   3",
        "alpine:3,                alpine,                   3",
        "alpine:3,                alpine:3,                 -",
        "alpine:3,                alpine:3,                 3",
        "quay.io/a@" + SHA + ",   quay.io/a@" + SHA + ",    -",
        "alpine:3@" + SHA + ",    alpine@" + SHA + ",       3",
      })
  void twoNamesMayMeanTheSame(String outer, String inner, String tag) {
    InspectQuery query = names(inner, outer, tag).toQuery();

    assertThat(query.image().target()).isEqualTo(ImageTarget.parse("docker", inner, tag));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "alpine         | nginx    | - | imageName: differs from postData.imageName:"
            + " docker.io/library/alpine:latest and docker.io/library/nginx:latest",
        "quay.io/alpine | alpine   | 3 | imageName: differs from postData.imageName:"
            + " quay.io/alpine:3 and docker.io/library/alpine:3",
        "alpine:3       | alpine   | - | imageName: differs from postData.imageName:"
            + " docker.io/library/alpine:3 and docker.io/library/alpine:latest",
        "alpine         | alpine:3 | 4 | imageTag: differs from the tag in imageName",
        "alpine:3       | alpine   | 4 | imageTag: differs from the tag in imageName",
        "a@b            | alpine   | - | Image name contains invalid characters",
        "''             | alpine   | - | imageName: the name is empty",
      })
  void contradictionsAreRefused(String outer, String inner, String tag, String error) {
    InspectRequest request = names(inner, outer, tag);

    assertThatThrownBy(() -> request.toQuery())
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).isEqualTo(error));
  }

  /** A path has one way of being written; what it means is no reference. */
  @Test
  void twoPathsAreTheSameIfTheyAreWrittenAlike() {
    assertThat(path("/srv/a", "/srv/a").toQuery().image().target())
        .isEqualTo(new ImageTarget.LocalTarget("oci", "/srv/a", null));
    assertThatThrownBy(() -> path("/srv/a", "/srv/./a").toQuery())
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo("imageName: differs from postData.imageName"));
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void viewsAreCalledByTheirNames(View view) {
    assertThat(view(view.name().toLowerCase(Locale.ROOT), TagsWanted.NONE).toQuery().view())
        .isEqualTo(view);
  }

  @Test
  void otherViewsAreRefused() {
    assertThatThrownBy(() -> view("Engine", TagsWanted.NONE).toQuery())
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo(
                        "view: unknown view; known are"
                            + " [image, engine, manifest, config, platforms]"));
    assertThatThrownBy(() -> view("engine", TagsWanted.ALL).toQuery())
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error()).isEqualTo("repoTags: only the view image lists tags"));
  }

  private static InspectRequest view(String view, TagsWanted tags) {
    return InspectRequest.of("alpine", RequestOptions.builder().view(view).tags(tags).build());
  }

  private static InspectRequest path(String inner, String outer) {
    return new InspectRequest(inner, outer, RequestOptions.builder().transport("oci").build());
  }

  @Test
  void whatItShowsOfItselfHoldsNoSecret() {
    assertThat(
            InspectRequest.of(
                "a",
                RequestOptions.builder()
                    .credentials(new Credentials.Password("u", "hush"))
                    .build()))
        .asString()
        .contains("Password[u]")
        .doesNotContain("hush");
  }

  private static InspectRequest names(String inner, String outer, String tag) {
    return new InspectRequest(inner, outer, RequestOptions.builder().imageTag(tag).build());
  }
}
