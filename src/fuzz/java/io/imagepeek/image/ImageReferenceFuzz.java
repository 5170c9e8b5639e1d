package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import java.net.URI;

/** A name, and in a second line perhaps the tag that is given beside it. */
public final class ImageReferenceFuzz {

  private ImageReferenceFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("ImageReference", ImageReferenceFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    Input input = Input.divided(data);
    String tag = input.restText();
    ImageReference read;
    try {
      read = ImageReference.parse(input.line(), tag.isEmpty() ? null : tag);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.same(input.line(), read.written(), "the name as written");
    for (String form : new String[] {read.toString(), read.familiar()}) {
      ImageReference again = ImageReference.parse(form, null);
      Expect.same(read.toString(), again.toString(), "another form is the same image");
      Expect.same(read.target(), again.target(), "another form has the same target");
      Expect.same(read.familiar(), again.familiar(), "the familiar form stays");
    }
    Expect.same(
        read.name(), read.withName(read.name()).name(), "a name may be put in the place of itself");
    Expect.that(
        read.repository().length() <= ImageReference.MAX_REPOSITORY_LENGTH + "library/".length(),
        "a repository is short");
    // What a request is made of: nothing of the name gets out of its place in the URL.
    String path = "/v2/" + read.repository() + "/manifests/" + read.target();
    URI uri = URI.create("https://" + read.apiHost() + path);
    Expect.same(path, uri.getRawPath(), "the name is a path and no more");
    Expect.same(path, uri.normalize().getRawPath(), "the path leads nowhere else");
    Expect.same(read.apiHost(), uri.getRawAuthority(), "the host is all of the authority");
    Expect.that(uri.getUserInfo() == null && uri.getQuery() == null, "nothing else is in the URL");
  }
}
