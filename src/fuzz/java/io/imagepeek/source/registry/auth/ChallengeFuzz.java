package io.imagepeek.source.registry.auth;

import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code WWW-Authenticate} headers, one in a line. */
public final class ChallengeFuzz {

  private ChallengeFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Challenge", ChallengeFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    List<String> headers = Input.text(data).lines().toList();
    List<Challenge> challenges = Challenge.parseAll(headers);
    Expect.that(challenges.size() <= Challenge.MAX_CHALLENGES, "challenges are few");
    for (Challenge challenge : challenges) {
      check(challenge);
    }
    Expect.same(
        challenges.stream().limit(1).toList(),
        Challenge.parseAll(headers).stream().limit(1).toList(),
        "headers have one meaning");
  }

  private static void check(Challenge challenge) {
    Map<String, String> parameters = challenge.parameters();
    Expect.that(parameters.size() <= Challenge.MAX_PARAMETERS, "parameters are few");
    Expect.that(isName(challenge.scheme()), "a scheme is a token in lower case");
    parameters.forEach(
        (name, value) -> {
          Expect.that(isName(name), "a parameter's name is a token in lower case");
          Expect.that(
              value.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\t'),
              "no control character gets into a value");
        });
    challenge.scopes().forEach(scope -> Expect.that(!scope.isEmpty(), "a scope says something"));
    challenge.realm().ifPresent(realm -> Expect.that(!realm.isBlank(), "a realm says something"));
    String written = written(challenge);
    if (written.length() <= Challenge.MAX_HEADER_LENGTH) {
      Expect.same(
          List.of(challenge), Challenge.parseAll(List.of(written)), "the same, written anew");
    }
  }

  /** As RFC 9110 has it, each value a quoted string. */
  private static String written(Challenge challenge) {
    return challenge.scheme()
        + challenge.parameters().entrySet().stream()
            .map(
                parameter ->
                    "%s=\"%s\""
                        .formatted(
                            parameter.getKey(),
                            parameter.getValue().replace("\\", "\\\\").replace("\"", "\\\"")))
            .collect(Collectors.joining(", ", " ", ""));
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.equals(name.toLowerCase(Locale.ROOT))
        && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
  }
}
