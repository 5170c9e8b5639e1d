package io.imagepeek.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.source.Credentials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request's body, or, where it begins with a question mark, its query. */
public final class RequestFuzz {

  private static final RequestReader READER = new RequestReader();

  private RequestFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Request", RequestFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0 && data[0] == '?') {
      checkQuery(Input.text(data).substring(1));
    } else {
      checkBody(data);
    }
  }

  private static void checkBody(byte[] body) {
    InspectQuery read;
    try {
      JsonNode tree = READER.parse(body);
      read = query(READER.read(tree));
      JsonNode again = READER.parse(tree.toString().getBytes(UTF_8));
      if (UTF_8.newEncoder().canEncode(tree.toString())) {
        Expect.same(tree, again, "JSON is what it is written as");
        Expect.same(read, query(READER.read(again)), "a request has one meaning");
      }
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    read.image().credentials().ifPresent(RequestFuzz::check);
    check(read);
  }

  private static void checkQuery(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      parameters
          .computeIfAbsent(name, unused -> new ArrayList<>())
          .add(equals < 0 ? "" : parameter.substring(equals + 1));
    }
    try {
      InspectQuery read = query(READER.read(parameters));
      Expect.that(read.image().credentials().isEmpty(), "no secret is taken from a URL");
      check(read);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
    }
  }

  private static InspectQuery query(ReadRequest read) {
    if (read instanceof ReadRequest.Invalid invalid) {
      throw invalid.failure();
    }
    return ((ReadRequest.Valid) read).query();
  }

  private static void check(InspectQuery read) {
    read.image()
        .maxAge()
        .ifPresent(age -> Expect.that(!age.isNegative(), "an age is not negative"));
    Expect.that(read.fallbacks().size() <= 10, "other places are few");
    read.fallbacks()
        .forEach(
            other ->
                Expect.that(
                    other.credentials().isEmpty()
                        || other.credentials().equals(read.image().credentials()),
                    "another place gets no other credentials"));
  }

  /** A header is made of it, in which nothing else may stand. */
  private static void check(Credentials credentials) {
    String secret =
        credentials instanceof Credentials.Password password
            ? password.username() + password.password()
            : credentials instanceof Credentials.IdentityToken token
                ? token.token()
                : ((Credentials.RegistryToken) credentials).token();
    Expect.that(
        !secret.isEmpty() && secret.chars().noneMatch(Character::isISOControl),
        "a secret has no control characters");
    Expect.that(UTF_8.newEncoder().canEncode(secret), "a secret can be sent as it is");
  }
}
