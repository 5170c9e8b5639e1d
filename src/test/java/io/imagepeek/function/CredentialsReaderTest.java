package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.Credentials.IdentityToken;
import io.imagepeek.source.Credentials.Password;
import io.imagepeek.source.Credentials.RegistryToken;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsReaderTest {

  private static final String ONE_OF =
      "credentials: must be one of {username, password}, {identityToken} and {registryToken}";
  private static final String KNOWN =
      ": unknown field; known are [identityToken, password, registryToken, username]";

  static Stream<Arguments> understood() {
    return Stream.of(
        Arguments.of("{'username':'u','password':'p'}", new Password("u", "p")),
        Arguments.of("{'password':'p','username':'u'}", new Password("u", "p")),
        Arguments.of("{'username':'u','password':'a:b c'}", new Password("u", "a:b c")),
        Arguments.of(
            "{'username':'u\u00fc','password':'p\u20ac'}", new Password("u\u00fc", "p\u20ac")),
        Arguments.of(
            "{'username':'u','password':'p','identityToken':null,'registryToken':null}",
            new Password("u", "p")),
        Arguments.of("{'identityToken':'t/+= .'}", new IdentityToken("t/+= .")),
        Arguments.of("{'username':null,'identityToken':'t'}", new IdentityToken("t")),
        Arguments.of("{'registryToken':'a.b-c_d~e+f/g='}", new RegistryToken("a.b-c_d~e+f/g=")));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void readsTheThreeForms(String credentials, Credentials expected) throws Exception {
    assertThat(CredentialsReader.read(field(json(credentials)))).isEqualTo(expected);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("{}", ONE_OF),
        Arguments.of("{'username':null,'password':null}", ONE_OF),
        Arguments.of("{'username':'u','password':'hush','identityToken':'hush'}", ONE_OF),
        Arguments.of("{'username':'u','registryToken':'hush'}", ONE_OF),
        Arguments.of("{'identityToken':'hush','registryToken':'hush'}", ONE_OF),
        Arguments.of("[]", "credentials: must be an object"),
        Arguments.of("'hush'", "credentials: must be an object"),
        Arguments.of("{'username':'u'}", "credentials.password: is missing"),
        Arguments.of("{'username':'u','password':null}", "credentials.password: is missing"),
        Arguments.of("{'password':'hush'}", "credentials.username: is missing"),
        Arguments.of("{'username':'','password':'hush'}", "credentials.username: is empty"),
        Arguments.of("{'username':'u','password':''}", "credentials.password: is empty"),
        Arguments.of("{'identityToken':''}", "credentials.identityToken: is empty"),
        Arguments.of("{'registryToken':''}", "credentials.registryToken: is empty"),
        Arguments.of("{'username':1,'password':'hush'}", "credentials.username: must be a string"),
        Arguments.of(
            "{'username':'u','password':['hush']}", "credentials.password: must be a string"),
        Arguments.of("{'identityToken':{}}", "credentials.identityToken: must be a string"),
        Arguments.of("{'registryToken':false}", "credentials.registryToken: must be a string"),
        Arguments.of(
            "{'username':'hush:','password':'hush'}",
            "credentials.username: must not contain a colon"),
        Arguments.of(
            "{'username':'u\\r\\nX: y','password':'hush'}",
            "credentials.username: must not contain control characters"),
        Arguments.of(
            "{'username':'u','password':'hush\\n'}",
            "credentials.password: must not contain control characters"),
        Arguments.of(
            "{'username':'u','password':'hush\\u0000'}",
            "credentials.password: must not contain control characters"),
        Arguments.of(
            "{'username':'u','password':'hush\\u007f'}",
            "credentials.password: must not contain control characters"),
        Arguments.of(
            "{'identityToken':'hush\\u0085'}",
            "credentials.identityToken: must not contain control characters"),
        Arguments.of(
            "{'registryToken':'hush\\r\\nX: y'}",
            "credentials.registryToken: must not contain control characters"),
        Arguments.of(
            "{'username':'u','password':'hush\\ud83d'}",
            "credentials.password: has half of a character"),
        Arguments.of(
            "{'registryToken':'hush hush'}",
            "credentials.registryToken: must consist of visible ASCII characters"),
        Arguments.of(
            "{'registryToken':'hush\u00fc'}",
            "credentials.registryToken: must consist of visible ASCII characters"),
        Arguments.of("{'user':'u','password':'hush'}", "credentials.user" + KNOWN),
        Arguments.of("{'Username':'u','password':'hush'}", "credentials.Username" + KNOWN),
        Arguments.of("{'token':'hush'}", "credentials.token" + KNOWN));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatIsWrongAndNoSecret(String credentials, String error) throws Exception {
    JsonNode tree = json(credentials);

    assertThatThrownBy(() -> CredentialsReader.read(field(tree)))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).isEqualTo(error).doesNotContain("hush"));
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static JsonField field(JsonNode tree) {
    return new JsonField(tree, "credentials", JsonErrors.INVALID_REQUEST);
  }
}
