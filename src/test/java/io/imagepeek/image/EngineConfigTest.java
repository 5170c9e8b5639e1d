package io.imagepeek.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineConfigTest {

  private static final String EMPTY =
      "{\"Cmd\":null,\"Entrypoint\":null,\"Env\":null,\"Labels\":null,\"OnBuild\":null,"
          + "\"User\":\"\",\"Volumes\":null,\"WorkingDir\":\"\"}";

  private static EngineConfig parse(String json) {
    return EngineConfig.parse(json.getBytes(UTF_8), 100);
  }

  private static String shown(String config) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(parse("{\"config\":" + config + "}").config());
  }

  /** As images of telephony servers have them: many values, of few bytes each. */
  @Test
  void showsThousandsOfPorts() throws JsonProcessingException {
    String ports =
        IntStream.rangeClosed(16_384, 32_768)
            .mapToObj(port -> "\"" + port + "/udp\":{}")
            .collect(Collectors.joining(",", "{", "}"));

    assertThat(shown("{\"ExposedPorts\":" + ports + "}"))
        .contains("\"ExposedPorts\":" + ports + ",");
  }

  @Test
  void takesWhatEnginesShow() {
    EngineConfig config =
        parse(
            """
            {"created": "2024-02-29T12:34:56.500+03:30", "author": "me", "architecture": "arm",
             "variant": "v7", "os": "windows", "os.version": "10.0", "docker_version": "1.2",
             "rootfs": {"type": "layers", "diff_ids": ["sha256:a", "sha256:b"]},
             "history": [{"comment": "first"}, {"comment": "last", "empty_layer": true}]}
            """);

    assertThat(config.created()).isEqualTo("2024-02-29T12:34:56.5+03:30");
    assertThat(config.author()).isEqualTo("me");
    assertThat(config.comment()).isEqualTo("last");
    assertThat(config.platform()).isEqualTo(new Platform("windows", "arm", "v7"));
    assertThat(config.osVersion()).isEqualTo("10.0");
    assertThat(config.rootFsType()).isEqualTo("layers");
    assertThat(config.diffIds()).containsExactly("sha256:a", "sha256:b");
    assertThat(config.dockerVersion()).as("not told by configurations").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "\"\"",
        "{",
        "{\"config\": null}",
        "{\"config\": {\"Env\": \"A=1\"}, \"os\": \"linux\"}",
        "{\"created\": \"yesterday\", \"os\": \"linux\"}",
        "{\"created\": \"\", \"os\": \"linux\"}",
        "{\"architecture\": 1, \"author\": \"me\"}"
      })
  void takesNothingFromWhatCannotBeRead(String json) {
    assertThat(parse(json)).isEqualTo(EngineConfig.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"container_config\": false",
        "\"docker_version\": 5",
        "\"id\": 5",
        "\"size\": \"x\"",
        "\"os.features\": \"x\"",
        "\"os.features\": [5]",
        "\"history\": [{\"created\": \"x\", \"created_by\": 5, \"author\": 5, \"empty_layer\": 1}]",
        "\"config\": {\"Hostname\": 5, \"Tty\": \"x\", \"StopTimeout\": [], \"MacAddress\": 5}"
      })
  void takesTheRestWhereWhatItDoesNotShowIsOdd(String member) {
    EngineConfig config = parse("{" + member + ", \"os\": \"linux\", \"author\": \"me\"}");

    assertThat(config.os()).isEqualTo("linux");
    assertThat(config.author()).isEqualTo("me");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"created\": 5",
        "\"author\": 5",
        "\"config\": {\"Env\": \"A=1\"}",
        "\"config\": false",
        "\"rootfs\": []",
        "\"history\": 5"
      })
  void takesThePlatformWhereAllElseIsOdd(String member) {
    String json =
        "{" + member + ", \"os\": \"linux\", \"architecture\": \"arm\", \"variant\": \"v7\"}";

    assertThat(EngineConfig.parsePlatform(json.getBytes(UTF_8), 100).platform())
        .isEqualTo(new Platform("linux", "arm", "v7"));
    assertThat(parse(json)).as("shown by the engine's view").isEqualTo(EngineConfig.UNKNOWN);
  }

  @Test
  void takesNothingFromWhatIsNestedTooDeeply() {
    assertThat(parse("{\"os\":\"linux\",\"x\":" + "[".repeat(200) + "]".repeat(200) + "}"))
        .isEqualTo(EngineConfig.UNKNOWN);
  }

  @Test
  void showsTheUsualFieldsAlways() throws JsonProcessingException {
    assertThat(shown("{}")).isEqualTo(EMPTY);
    assertThat(shown("{\"Cmd\":[],\"Env\":[],\"Labels\":{},\"Volumes\":{},\"Shell\":[]}"))
        .isEqualTo(EMPTY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"Cmd":["a b"]}               | "Cmd":["a b"]
          {"Env":["B=1","A=2","B=3"]}   | "Env":["B=1","A=2","B=3"]
          {"Labels":{"b":"1","a":null}} | "Labels":{"a":"","b":"1"}
          {"ExposedPorts":{"8/tcp":{},"53/udp":{}}} | "ExposedPorts":{"53/udp":{},"8/tcp":{}}
          {"Volumes":{"/d":{}}}         | "Volumes":{"/d":{}}
          {"StopSignal":"9"}            | "StopSignal":"9"
          {"ArgsEscaped":true}          | "ArgsEscaped":true
          {"OnBuild":["RUN x"]}         | "OnBuild":["RUN x"]
          {"Shell":["/bin/sh","-c"]}    | "Shell":["/bin/sh","-c"]
          {"Healthcheck":{"Test":["NONE"],"Interval":30000000000,"Retries":0}} | "Healthcheck":{"Test":["NONE"],"Interval":30000000000}
          """)
  void showsTheOthersWhereTheySaySomething(String config, String shown)
      throws JsonProcessingException {
    assertThat(shown(config)).contains(shown);
  }

  @Test
  void showsNothingElse() throws JsonProcessingException {
    assertThat(shown("{\"Hostname\":\"h\",\"Image\":\"i\",\"ArgsEscaped\":false,\"x\":1}"))
        .isEqualTo(EMPTY);
  }
}
