package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Schema.ListOf;
import io.imagepeek.image.Schema.MapOf;
import io.imagepeek.image.Schema.Pointer;
import io.imagepeek.image.Schema.Scalar;
import io.imagepeek.image.Schema.Struct;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoding rules of Go's encoding/json, each checked against skopeo. */
class GoJsonTest {

  private static final int MAX_DEPTH = 20;
  private static final int FOUR_MIB = 4 << 20;

  private static final Struct INNER =
      new Struct().with("a", Scalar.STRING).with("b", Scalar.STRING);

  private static final Struct SHAPE =
      new Struct()
          .with("text", Scalar.STRING)
          .with("size", Scalar.INTEGER)
          .with("flag", Scalar.BOOLEAN)
          .with("any", Scalar.PRESENCE)
          .with("list", Schema.STRINGS)
          .with("map", Schema.STRING_MAP)
          .with("set", new MapOf(new Struct()))
          .with("struct", INNER)
          .with("pointer", new Pointer(INNER))
          .with("structs", new ListOf(INNER));

  private static GoJsonObject read(String json) {
    return GoJson.read(json.getBytes(StandardCharsets.UTF_8), SHAPE, "test", MAX_DEPTH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"text":"x"}                          | x
          {"TEXT":"x"}                          | x
          {"tExT":"x"}                          | x
          {"text":"x","Text":"y"}               | y
          {"Text":"y","text":"x"}               | x
          {"text":"x","text":null}              | x
          {"text":null}                         | ``
          {"texts":"x"," text":"y"}             | ``
          {"\\u0074ext":"x"}                    | x
          {"text":"\\ud83d\\ude00"}             | \uD83D\uDE00
          {"text":"\\ud83dx"}                   | \uFFFDx
          {"text":"\\ude00\\ud83d"}             | \uFFFD\uFFFD
          {"text":"\\ud83d\\ud83d\\ude00"}      | \uFFFD\uD83D\uDE00
          {"unknown":[{"text":1}],"text":"x"}   | x
          {"":1,"text":"x"}                     | x
          """)
  void readsText(String json, String text) {
    assertThat(read(json).text("text")).isEqualTo(text);
  }

  @Test
  void foldsTheTwoLettersThatLeadToAscii() {
    assertThat(read("{\"\u017Fize\":5}").number("size")).isEqualTo(5);
    Struct withK = new Struct().with("key", Scalar.STRING);
    byte[] kelvin = "{\"\u212Aey\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(GoJson.read(kelvin, withK, "test", MAX_DEPTH).text("key")).isEqualTo("x");
  }

  static Stream<Arguments> repetitions() {
    Function<GoJsonObject, Object> list = f -> f.texts("list");
    Function<GoJsonObject, Object> map = f -> f.textMap("map");
    Function<GoJsonObject, Object> struct =
        f -> f.struct("struct").text("a") + f.struct("struct").text("b");
    Function<GoJsonObject, Object> pointer =
        f -> f.has("pointer") ? f.struct("pointer").text("a") : "-";
    Function<GoJsonObject, Object> structs =
        f -> f.structs("structs").stream().map(s -> s.text("a") + s.text("b")).toList().toString();
    return Stream.of(
        Arguments.of("{}", list, null),
        Arguments.of("{'list':[]}", list, List.of()),
        Arguments.of("{'list':['x',null]}", list, List.of("x", "")),
        Arguments.of("{'list':['x','y'],'list':['z']}", list, List.of("z")),
        Arguments.of("{'list':['x','y'],'list':[null,'z']}", list, List.of("x", "z")),
        Arguments.of("{'list':['x'],'list':null}", list, null),
        Arguments.of("{}", map, null),
        Arguments.of("{'map':{}}", map, Map.of()),
        Arguments.of("{'map':{'k':null}}", map, Map.of("k", "")),
        Arguments.of(
            "{'map':{'k':'1','l':'2'},'map':{'k':null,'m':'3'}}",
            map,
            Map.of("k", "", "l", "2", "m", "3")),
        Arguments.of("{'map':{'k':'1'},'map':{}}", map, Map.of("k", "1")),
        Arguments.of("{'map':{'k':'1'},'map':null}", map, null),
        Arguments.of("{'struct':{'a':'1'},'struct':{'b':'2'}}", struct, "12"),
        Arguments.of("{'struct':{'a':'1'},'struct':null}", struct, "1"),
        Arguments.of("{'pointer':{'a':'1'},'pointer':{'b':'2'}}", pointer, "1"),
        Arguments.of("{'pointer':{'a':'1'},'pointer':null}", pointer, "-"),
        Arguments.of("{'structs':[{'a':'1'}],'structs':[{'b':'2'},null]}", structs, "[12, ]"));
  }

  @ParameterizedTest
  @MethodSource("repetitions")
  void readsRepeatedKeysIntoWhatIsThere(
      String json, Function<GoJsonObject, Object> part, Object expected) {
    assertThat(part.apply(read(json.replace('\'', '"')))).isEqualTo(expected);
  }

  @Test
  void sortsMapsByCodePoint() {
    Map<String, String> map =
        read("{\"map\":{\"\uFF5E\":\"\",\"\uD83D\uDE00\":\"\",\"b\":\"\",\"B\":\"\",\"\":\"\"}}")
            .textMap("map");
    assertThat(map)
        .containsExactly(
            entry("", ""),
            entry("B", ""),
            entry("b", ""),
            entry("\uFF5E", ""),
            entry("\uD83D\uDE00", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'text':1}",
        "{'text':[]}",
        "{'text':{}}",
        "{'text':true}",
        "{'size':'1'}",
        "{'size':1.0}",
        "{'size':1e3}",
        "{'size':9223372036854775808}",
        "{'size':-9223372036854775809}",
        "{'flag':'true'}",
        "{'flag':1}",
        "{'list':'x'}",
        "{'list':{}}",
        "{'list':[1]}",
        "{'list':[[]]}",
        "{'map':[]}",
        "{'map':'x'}",
        "{'map':{'k':1}}",
        "{'map':{'k':{}}}",
        "{'set':['x']}",
        "{'set':{'k':'x'}}",
        "{'set':{'k':true}}",
        "{'struct':[]}",
        "{'struct':'x'}",
        "{'struct':{'a':1}}",
        "{'pointer':[]}",
        "{'structs':{}}",
        "{'structs':[1]}",
        "[]",
        "'x'",
        "1",
        "true"
      })
  void refusesWrongTypes(String json) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageMatching("Failed to inspect image. test: \\S+.* must be an? [^\"]*");
  }

  @Test
  void saysWhereATypeIsWrong() {
    assertThatThrownBy(() -> read("{\"structs\":[{},{\"a\":1}]}"))
        .isInstanceOfSatisfying(
            InspectImageFailure.class,
            f -> assertThat(f.error()).isEqualTo("test: /structs/1/a must be a string"));
  }

  /** The keys of a map are whatever an image's author likes; a message is a line of text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "line\\nbreak | line?break",
        "\\u001b[2Jgone | ?[2Jgone",
        "half\\ud83d | half?",
      })
  void saysOddKeysInOneLine(String key, String shown) {
    assertThatThrownBy(() -> read("{\"map\":{\"" + key + "\":1}}"))
        .isInstanceOfSatisfying(
            InspectImageFailure.class,
            f -> assertThat(f.error()).isEqualTo("test: /map/" + shown + " must be a string"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'size':9223372036854775807}",
        "{'size':-9223372036854775808}",
        "{'size':-0}",
        "null",
        " \t\r\n{} \n",
        "{'x':1e99999999999999999999}",
        "{'x':-0.0E-0}",
        "{'x':'\u007f'}",
        "{'set':{'k':{'l':1},'m':null}}",
        "{'any':[[1],{}]}",
        "{'flag':false}"
      })
  void acceptsWhatGoAccepts(String json) {
    assertThat(read(json.replace('\'', '"'))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}x",
        "{}{}",
        "null null",
        "{'x':1,}",
        "{'x':[1,]}",
        "{x:1}",
        "{'x' 1}",
        "{'x':01}",
        "{'x':+1}",
        "{'x':1.}",
        "{'x':.5}",
        "{'x':-}",
        "{'x':1e}",
        "{'x':NaN}",
        "{'x':Infinity}",
        "{'x':nul}",
        "{'x':TRUE}",
        "{'x':'\\q'}",
        "{'x':'\\u12'}",
        "{'x':'\u0001'}",
        "{'x':'\n'}",
        "{'\u0001':1}",
        "{'x':1/*c*/}",
        "//c\n{}",
        "\uFEFF{}",
        "{'x':'y",
        "<html>",
        "{'x':[}",
        "{'x':1]",
        "\u0000{}"
      })
  void refusesMalformedJson(String json) {
    assertThatThrownBy(() -> read(json.replace('\'', '"')))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageMatching(
            "Failed to inspect image. test: (malformed JSON.*|the document is empty)");
  }

  @Test
  void replacesEveryByteThatIsNoUtf8() {
    byte[] json = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', 'a', 0, 0, 0, 0, '"', '}'};
    int[][] sequences = {
      {0xFF, 'b', 'c', 'd'}, // never valid
      {0xE2, 0x82, 'c', 'd'}, // cut off
      {0xED, 0xA0, 0x80, 'd'}, // a surrogate
      {0xC0, 0x80, 'c', 'd'}, // overlong
      {0xF4, 0x90, 0x80, 0x80}, // beyond Unicode
      {0xF0, 0x80, 0x80, 0x80}, // overlong
      {0xF0, 0x9F, 0x98, 0x80}, // valid
      {0xC3, 0xA9, 0xC3, '('} // valid, then cut off
    };
    String[] texts = {
      "a\uFFFDbcd",
      "a\uFFFD\uFFFDcd",
      "a\uFFFD\uFFFD\uFFFDd",
      "a\uFFFD\uFFFDcd",
      "a\uFFFD\uFFFD\uFFFD\uFFFD",
      "a\uFFFD\uFFFD\uFFFD\uFFFD",
      "a\uD83D\uDE00",
      "a\u00E9\uFFFD("
    };
    for (int i = 0; i < sequences.length; i++) {
      for (int j = 0; j < 4; j++) {
        json[10 + j] = (byte) sequences[i][j];
      }
      assertThat(GoJson.read(json, SHAPE, "test", MAX_DEPTH).text("text")).isEqualTo(texts[i]);
    }
  }

  @Test
  void boundsTheDepth() {
    String fits = "{\"x\":" + "[".repeat(MAX_DEPTH - 1) + "]".repeat(MAX_DEPTH - 1) + "}";
    assertThat(read(fits)).isNotNull();
    for (String deep :
        new String[] {"{\"x\":" + "[".repeat(MAX_DEPTH), "{\"x\":" + "[".repeat(FOUR_MIB)}) {
      assertThatThrownBy(() -> read(deep))
          .isInstanceOf(InspectImageFailure.class)
          .hasMessageContaining("test: JSON nests deeper than 20 levels");
    }
  }

  static Stream<Arguments> hostileDocuments() {
    return Stream.of(
        Arguments.of("distinct unknown keys", "{", "\"k%d\":1,", "\"x\":1}"),
        Arguments.of("distinct map keys", "{\"map\":{", "\"k%d\":\"\",", "\"x\":\"\"}}"),
        Arguments.of(
            "repeated maps", "{\"map\":{\"a\":\"\"},", "\"map\":{\"%d\":\"\"},", "\"x\":1}"),
        Arguments.of("repeated lists", "{\"list\":[\"%d\"],", "\"list\":[],", "\"x\":1}"),
        Arguments.of("repeated structs", "{", "\"struct\":{\"a\":\"%d\"},", "\"x\":1}"),
        Arguments.of("escapes", "{\"text\":\"", "\\ud83d", "\"}"),
        Arguments.of("one long number", "{\"x\":1", "0", "}"),
        Arguments.of("one long fraction", "{\"x\":1.", "1", "}"),
        Arguments.of("one long key", "{\"", "k", "\":1}"),
        Arguments.of("white space", "{", " ", "}"),
        Arguments.of("empty lists", "{\"x\":[", "[],", "1]}"));
  }

  @Test
  void boundsTheValues() {
    String most = "{\"list\":[" + "\"\",".repeat(39_997) + "\"\"]}";
    assertThat(read(most).texts("list")).hasSize(39_998);
    String more = "{\"list\":[" + "\"\",".repeat(39_998) + "\"\"]}";
    assertThatThrownBy(() -> read(more))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("test: the document has more than 40000 values");
  }

  @Test
  void boundsTheValuesOfLongDocumentsByTheirLength() {
    String value = "\"0123456789abcdefg\",";
    String most = "{\"list\":[" + value.repeat(49_997) + "\"" + " ".repeat(50) + "\"]}";
    assertThat(read(most).texts("list")).hasSize(49_998);
    String more = "{\"list\":[" + value.repeat(49_998) + "\"\",\"" + " ".repeat(30) + "\"]}";
    assertThatThrownBy(() -> read(more))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("test: the document has more than 50000 values");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileDocuments")
  void takesTimeInProportion(String name, String start, String piece, String end) {
    StringBuilder json = new StringBuilder(start);
    // As large as a document may be, of as many values: a piece has two of them at most.
    boolean ofValues = piece.contains(":");
    int most = ofValues ? 60_000 : Integer.MAX_VALUE;
    for (int i = 0; json.length() < FOUR_MIB && i < most; i++) {
      json.append(piece.replace("%d", Integer.toString(i)));
    }
    json.append(end);
    String document = json.append(" ".repeat(Math.max(0, FOUR_MIB - json.length()))).toString();
    GoJsonObject fields =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(document));
    assertThat(fields).isNotNull();
  }

  /** Names whose Java hash codes are all equal. */
  @Test
  void survivesCollidingKeys() {
    StringBuilder json = new StringBuilder("{\"map\":{");
    int count = 1 << 16;
    for (int i = 0; i < count; i++) {
      for (int bit = 0; bit < 16; bit++) {
        json.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      json.insert(json.length() - 32, '"').append("\":\"\"").append(i == count - 1 ? "}}" : ",");
    }
    GoJsonObject fields =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(json.toString()));
    assertThat(fields.textMap("map")).hasSize(count);
  }
}
