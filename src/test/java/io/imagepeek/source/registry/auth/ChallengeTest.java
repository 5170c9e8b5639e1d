package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChallengeTest {

  private static Challenge challenge(String scheme, String... namesAndValues) {
    Map<String, String> parameters =
        IntStream.range(0, namesAndValues.length / 2)
            .boxed()
            .collect(Collectors.toMap(i -> namesAndValues[2 * i], i -> namesAndValues[2 * i + 1]));
    return new Challenge(scheme, parameters);
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        arguments("", List.of()),
        arguments("   , ,\t, ", List.of()),
        arguments("Basic", List.of(challenge("basic"))),
        arguments("Basic realm=\"Registry\"", List.of(challenge("basic", "realm", "Registry"))),
        arguments(
            "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                + "scope=\"repository:library/alpine:pull\"",
            List.of(
                challenge(
                    "bearer",
                    "realm",
                    "https://auth.docker.io/token",
                    "service",
                    "registry.docker.io",
                    "scope",
                    "repository:library/alpine:pull"))),
        // unquoted values, within the grammar and beyond it
        arguments(
            "Bearer realm=\"https://gcr.io/v2/token\",service=gcr.io",
            List.of(challenge("bearer", "realm", "https://gcr.io/v2/token", "service", "gcr.io"))),
        arguments(
            "Bearer realm=https://r.example/token?a=b,scope=repository:a/b:pull",
            List.of(
                challenge(
                    "bearer",
                    "realm",
                    "https://r.example/token?a=b",
                    "scope",
                    "repository:a/b:pull"))),
        // case
        arguments(
            "BEARER Realm=\"https://R/T\", SERVICE=\"S\"",
            List.of(challenge("bearer", "realm", "https://R/T", "service", "S"))),
        // blanks
        arguments(
            "  Bearer\t realm =\t\"r\" ,  service= s  ",
            List.of(challenge("bearer", "realm", "r", "service", "s"))),
        // commas and escapes in quotes
        arguments(
            "Bearer realm=\"r\",scope=\"repository:a:pull,push repository:b:pull\",error=\"e\"",
            List.of(
                challenge(
                    "bearer",
                    "realm",
                    "r",
                    "scope",
                    "repository:a:pull,push repository:b:pull",
                    "error",
                    "e"))),
        arguments(
            "Basic realm=\"say \\\"hi\\\", \\\\ \\a\"",
            List.of(challenge("basic", "realm", "say \"hi\", \\ a"))),
        arguments(
            "Basic realm=\"Bearer realm=\\\"x\\\"\"",
            List.of(challenge("basic", "realm", "Bearer realm=\"x\""))),
        arguments("Basic realm=\"\"", List.of(challenge("basic", "realm", ""))),
        arguments("Basic realm=\"Zürich\tä\"", List.of(challenge("basic", "realm", "Zürich\tä"))),
        // several schemes in one header
        arguments(
            "Basic realm=\"b\", Bearer realm=\"t\", service=\"s\"",
            List.of(
                challenge("basic", "realm", "b"),
                challenge("bearer", "realm", "t", "service", "s"))),
        arguments(
            "Negotiate, NTLM, Basic realm=\"b\"",
            List.of(challenge("negotiate"), challenge("ntlm"), challenge("basic", "realm", "b"))),
        arguments(
            "Basic Bearer realm=\"t\"",
            List.of(challenge("basic"), challenge("bearer", "realm", "t"))),
        arguments(
            "Basic realm=b,,, Bearer realm=t ,",
            List.of(challenge("basic", "realm", "b"), challenge("bearer", "realm", "t"))),
        // token68
        arguments(
            "Negotiate abc==, Bearer realm=\"t\"",
            List.of(challenge("negotiate"), challenge("bearer", "realm", "t"))),
        arguments("Negotiate a+b/c~d.e_f-", List.of(challenge("negotiate"))),
        arguments(
            "Negotiate abc== , Basic realm=b",
            List.of(challenge("negotiate"), challenge("basic", "realm", "b"))),
        // parameters with a space alone between them
        arguments(
            "Bearer realm=\"t\" service=\"s\"",
            List.of(challenge("bearer", "realm", "t", "service", "s"))),
        // what repeats changes nothing
        arguments(
            "Bearer realm=\"first\",Realm=\"second\"",
            List.of(challenge("bearer", "realm", "first"))),
        arguments(
            "Bearer realm=\"1\", Bearer realm=\"2\"",
            List.of(challenge("bearer", "realm", "1"), challenge("bearer", "realm", "2"))));
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("realm=\"orphan\"", List.of()),
        arguments("=", List.of()),
        arguments("\"quoted\"", List.of()),
        arguments("Bearer =x", List.of()),
        arguments("@@@ Basic realm=b", List.of()),
        arguments("Basic realm=b, @@@, Bearer realm=t", List.of(challenge("basic", "realm", "b"))),
        arguments(
            "Bearer realm=\"t\",service=\"no end", List.of(challenge("bearer", "realm", "t"))),
        arguments(
            "Bearer realm=\"t\",service=\"no end\\", List.of(challenge("bearer", "realm", "t"))),
        arguments("Bearer realm=\"a\r\nb\",service=s", List.of(challenge("bearer"))),
        arguments("Bearer service=s,realm=\"a\0b\"", List.of(challenge("bearer", "service", "s"))),
        arguments("Bearer realm=\"t\";service=s", List.of(challenge("bearer", "realm", "t"))),
        arguments("Bearer service=a\u007fb", List.of(challenge("bearer", "service", "a"))));
  }

  @ParameterizedTest
  @MethodSource({"headers", "malformed"})
  void aHeaderIsReadAsFarAsItIsWellFormed(String header, List<Challenge> expected) {
    assertThat(Challenge.parseAll(List.of(header))).isEqualTo(expected);
  }

  @Test
  void headersAreReadInOrderAndAMalformedOneDoesNotHarmTheNext() {
    assertThat(
            Challenge.parseAll(
                List.of("Basic realm=\"no end", "", "Bearer realm=t", "Negotiate abc=")))
        .containsExactly(
            challenge("basic"), challenge("bearer", "realm", "t"), challenge("negotiate"));
    assertThat(Challenge.parseAll(List.of())).isEmpty();
  }

  @Test
  void accessorsGiveWhatIsThereAndNotEmpty() {
    Challenge full =
        Challenge.parseAll(
                List.of(
                    "Bearer realm=\"r\",service=\"s\",scope=\"a  b a\",error=\"insufficient_scope\""))
            .get(0);
    assertThat(full.realm()).contains("r");
    assertThat(full.service()).contains("s");
    assertThat(full.scope()).contains("a  b a");
    assertThat(full.scopes()).containsExactly("a", "b");
    assertThat(full.error()).contains("insufficient_scope");

    Challenge empty = Challenge.parseAll(List.of("Bearer realm=\"\",service=,scope=\" \"")).get(0);
    assertThat(empty.realm()).isEmpty();
    assertThat(empty.service()).isEmpty();
    assertThat(empty.scope()).isEmpty();
    assertThat(empty.scopes()).isEmpty();
    assertThat(empty.error()).isEmpty();
  }

  @Test
  void namesGoIntoLowerCaseHoweverAChallengeIsMade() {
    assertThat(new Challenge("BASIC", Map.of("Realm", "R")))
        .isEqualTo(new Challenge("basic", Map.of("realm", "R")));
  }

  @Test
  void whatGoesBeyondTheBoundsIsNotRead() {
    String longest = "Basic realm=" + "x".repeat(Challenge.MAX_HEADER_LENGTH - 12);
    assertThat(Challenge.parseAll(List.of(longest))).hasSize(1);
    assertThat(Challenge.parseAll(List.of(longest + "x", "Bearer realm=t")))
        .containsExactly(challenge("bearer", "realm", "t"));

    assertThat(Challenge.parseAll(Collections.nCopies(5, "Basic, ".repeat(10))))
        .hasSize(Challenge.MAX_CHALLENGES);

    String parameters =
        IntStream.range(0, 100).mapToObj(i -> "p" + i + "=v").collect(Collectors.joining(","));
    assertThat(Challenge.parseAll(List.of("Bearer " + parameters + ", Basic realm=b")))
        .satisfiesExactly(
            bearer -> assertThat(bearer.parameters()).hasSize(Challenge.MAX_PARAMETERS),
            basic -> assertThat(basic.realm()).contains("b"));
  }

  @Test
  void noHeaderMakesItFail() {
    String[] pieces = {
      "Bearer", "Basic", " ", ",", "=", "\"", "\\", "realm", "a==", "\t", "\0", "ü", ";", "x/y"
    };
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      String header =
          random
              .ints(random.nextInt(12), 0, pieces.length)
              .mapToObj(i -> pieces[i])
              .collect(Collectors.joining());
      assertThat(Challenge.parseAll(Arrays.asList(header, "Digest realm=last")))
          .as(header)
          .last()
          .isEqualTo(challenge("digest", "realm", "last"));
    }
  }
}
