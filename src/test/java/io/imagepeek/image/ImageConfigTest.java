package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigTest {

  private static ImageConfig parse(String json, ImageFormat format) {
    return ImageConfig.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), format);
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatAnInspectionShows(ImageFormat format) {
    ImageConfig config =
        parse(
            "{'created':'2024-02-29T12:34:56.10Z','docker_version':'27.1','architecture':'arm',"
                + "'os':'linux','config':{'Labels':{'b':'2','a':'1'},"
                + "'Env':['A=b']}}",
            format);
    assertThat(config)
        .isEqualTo(
            new ImageConfig(
                "2024-02-29T12:34:56.1Z",
                "27.1",
                "arm",
                "linux",
                Map.of("a", "1", "b", "2"),
                List.of("A=b")));
    assertThat(config.labels()).containsExactly(entry("a", "1"), entry("b", "2"));
  }

  @ParameterizedTest
  @CsvSource({
    "OCI, {}, ",
    "OCI, null, ",
    "OCI, {'created':null}, ",
    "DOCKER, {}, 0001-01-01T00:00:00Z",
    "DOCKER, null, 0001-01-01T00:00:00Z",
    "DOCKER, {'created':null}, 0001-01-01T00:00:00Z"
  })
  void hasZeroValuesForWhatIsAbsent(ImageFormat format, String json, @Nullable String created) {
    assertThat(parse(json.replace("'", "\""), format))
        .isEqualTo(new ImageConfig(created, "", "", "", null, null));
  }

  /** An OCI configuration is a struct, Docker's a pointer: only the latter can be taken back. */
  @Test
  void keepsOrDropsAConfigByItsFormat() {
    String json = "{'config':{'Env':['A=b']},'config':null}";
    assertThat(parse(json, ImageFormat.OCI).env()).containsExactly("A=b");
    assertThat(parse(json, ImageFormat.DOCKER).env()).isNull();
  }

  @Test
  void keepsWhatIsEmpty() {
    ImageConfig config = parse("{'config':{'Labels':{},'Env':[]}}", ImageFormat.OCI);
    assertThat(config.labels()).isEmpty();
    assertThat(config.env()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'created':''}",
        "{'created':5}",
        "{'created':{}}",
        "{'created':'2024-02-29t12:34:56z'}",
        "{'architecture':5}",
        "{'os':['linux']}",
        "{'docker_version':5}",
        "{'config':[]}",
        "{'config':'x'}",
        "{'config':{'Env':'A=1'}}",
        "{'config':{'Env':[5]}}",
        "{'config':{'Labels':['a=b']}}",
        "{'config':{'Labels':{'a':5}}}"
      })
  void refusesWrongTypesOfWhatIsShown(String json) {
    for (ImageFormat format : ImageFormat.values()) {
      assertThatThrownBy(() -> parse(json, format))
          .isInstanceOf(InspectImageFailure.class)
          .hasMessageContaining("image configuration: /")
          .hasMessageContaining(" must be ");
    }
  }

  /** As builders write them: guix, for one, has {@code false} for what it has not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'container_config':false",
        "'container_config':[]",
        "'container_config':{'Labels':5}",
        "'container':5",
        "'id':5",
        "'parent':5",
        "'comment':5",
        "'author':5",
        "'variant':5",
        "'size':1.5",
        "'Size':'x'",
        "'os.version':5",
        "'os.features':'x'",
        "'os.features':[5]",
        "'rootfs':[]",
        "'rootfs':{'type':5}",
        "'rootfs':{'diff_ids':'x'}",
        "'history':{}",
        "'history':[5]",
        "'history':[{'created':'x','empty_layer':'x'}]",
        "'moby.buildkit.buildinfo.v1':5"
      })
  void readsPastWrongTypesOfAllElse(String member) {
    for (ImageFormat format : ImageFormat.values()) {
      ImageConfig config = parse("{'os':'linux'," + member + ",'config':{'Env':['A=b']}}", format);

      assertThat(config.os()).isEqualTo("linux");
      assertThat(config.env()).containsExactly("A=b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'User':5",
        "'ExposedPorts':['80']",
        "'ExposedPorts':{'80':'x'}",
        "'Volumes':{'/x':true}",
        "'WorkingDir':5",
        "'StopSignal':9",
        "'ArgsEscaped':'x'",
        "'Hostname':5",
        "'Tty':'x'",
        "'Healthcheck':[]",
        "'Healthcheck':{'Interval':1.5}",
        "'OnBuild':'x'",
        "'StopTimeout':'x'",
        "'Shell':{}",
        "'Cmd':'x'",
        "'Entrypoint':false"
      })
  void readsPastWrongTypesOfWhatElseAContainerHas(String member) {
    for (ImageFormat format : ImageFormat.values()) {
      ImageConfig config =
          parse("{'config':{'Labels':{'k':'v'}," + member + ",'Env':['A=b']}}", format);

      assertThat(config.labels()).containsExactly(entry("k", "v"));
      assertThat(config.env()).containsExactly("A=b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadPastIsJsonNevertheless(ImageFormat format) {
    assertThatThrownBy(() -> parse("{'os':'linux','container_config':{'a':}}", format))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("image configuration: malformed JSON");
  }

  @Test
  void takesTheLayersDigestsAlone() {
    byte[] body =
        "{\"created\":5,\"rootfs\":{\"type\":5,\"diff_ids\":[\"a\",\"b\"]},\"config\":false}"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(ImageConfig.diffIds(body, 100)).containsExactly("a", "b");
    assertThat(ImageConfig.diffIds("{}".getBytes(StandardCharsets.UTF_8), 100)).isEmpty();
  }

  @Test
  void boundsTheDepthAsTold() {
    byte[] body = "{\"x\":[[]]}".getBytes(StandardCharsets.UTF_8);
    assertThat(ImageConfig.parse(body, ImageFormat.OCI, 3).os()).isEmpty();
    assertThatThrownBy(() -> ImageConfig.parse(body, ImageFormat.OCI, 2))
        .hasMessageContaining("image configuration: JSON nests deeper than 2 levels");
  }
}
