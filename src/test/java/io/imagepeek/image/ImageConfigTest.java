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
                + "'os':'linux','variant':'v7','author':'me','config':{'Labels':{'b':'2','a':'1'},"
                + "'Env':['A=b']}}",
            format);
    assertThat(config)
        .isEqualTo(
            new ImageConfig(
                "2024-02-29T12:34:56.1Z",
                "27.1",
                "arm",
                "linux",
                "v7",
                "me",
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
        .isEqualTo(new ImageConfig(created, "", "", "", "", "", null, null));
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
        "{'author':5}",
        "{'architecture':5}",
        "{'os':['linux']}",
        "{'variant':5}",
        "{'os.version':5}",
        "{'os.features':'x'}",
        "{'os.features':[5]}",
        "{'config':[]}",
        "{'config':'x'}",
        "{'config':{'User':5}}",
        "{'config':{'ExposedPorts':['80']}}",
        "{'config':{'ExposedPorts':{'80':'x'}}}",
        "{'config':{'Env':'A=1'}}",
        "{'config':{'Env':[5]}}",
        "{'config':{'Volumes':{'/x':true}}}",
        "{'config':{'WorkingDir':5}}",
        "{'config':{'Labels':['a=b']}}",
        "{'config':{'Labels':{'a':5}}}",
        "{'config':{'StopSignal':9}}",
        "{'config':{'ArgsEscaped':'x'}}",
        "{'config':{'Hostname':5}}",
        "{'config':{'Tty':'x'}}",
        "{'config':{'Healthcheck':[]}}",
        "{'config':{'Healthcheck':{'Interval':1.5}}}",
        "{'config':{'OnBuild':'x'}}",
        "{'config':{'StopTimeout':'x'}}",
        "{'config':{'Shell':{}}}",
        "{'rootfs':[]}",
        "{'rootfs':{'type':5}}",
        "{'rootfs':{'diff_ids':'x'}}",
        "{'history':{}}",
        "{'history':[5]}",
        "{'history':[{'created':'x'}]}",
        "{'history':[{'empty_layer':'x'}]}",
        "{'id':5}",
        "{'parent':5}",
        "{'comment':5}",
        "{'container':5}",
        "{'container_config':[]}",
        "{'docker_version':5}",
        "{'Size':'x'}",
        "{'size':1.5}"
      })
  void refusesWrongTypesOfAnyKnownField(String json) {
    for (ImageFormat format : ImageFormat.values()) {
      assertThatThrownBy(() -> parse(json, format))
          .isInstanceOf(InspectImageFailure.class)
          .hasMessageContaining("image configuration: /")
          .hasMessageContaining(" must be ");
    }
  }

  @Test
  void takesACommandThatStandsByItselfFromDockerAlone() {
    String json = "{'os':'linux','config':{'Cmd':'x','Entrypoint':'y','Shell':['z']}}";
    assertThat(parse(json, ImageFormat.DOCKER).os()).isEqualTo("linux");
    assertThatThrownBy(() -> parse(json, ImageFormat.OCI))
        .hasMessageContaining("image configuration: /config/Cmd must be an array");
  }

  @Test
  void boundsTheDepthAsTold() {
    byte[] body = "{\"x\":[[]]}".getBytes(StandardCharsets.UTF_8);
    assertThat(ImageConfig.parse(body, ImageFormat.OCI, 3).os()).isEmpty();
    assertThatThrownBy(() -> ImageConfig.parse(body, ImageFormat.OCI, 2))
        .hasMessageContaining("image configuration: JSON nests deeper than 2 levels");
  }
}
