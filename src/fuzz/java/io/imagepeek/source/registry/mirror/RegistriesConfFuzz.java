package io.imagepeek.source.registry.mirror;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** An operator's {@code registries.conf}. */
public final class RegistriesConfFuzz {

  private static final String FILE = "registries.conf";

  private static final List<ImageReference> REFERENCES =
      Stream.of(
              "alpine",
              "registry.example.com/org/app:1",
              "registry.example.com:5000/org/app@sha256:" + "0".repeat(64),
              "a.example.com/x",
              "[::1]:5000/a/b")
          .map(name -> ImageReference.parse(name, null))
          .toList();

  private RegistriesConfFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("RegistriesConf", RegistriesConfFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    RegistriesConf conf;
    try {
      conf = RegistriesConf.parse(FILE, data);
    } catch (IllegalArgumentException refused) {
      String error = String.valueOf(refused.getMessage());
      Expect.that(error.startsWith(FILE + ": "), "an error names the file: " + error);
      return;
    }
    for (ImageReference reference : REFERENCES) {
      check(conf, reference);
    }
    for (String host : conf.insecureHosts()) {
      Expect.same(host, NamePart.canonicalHost(host), "a host is written one way");
    }
  }

  private static void check(RegistriesConf conf, ImageReference reference) {
    List<Endpoint> endpoints;
    try {
      endpoints = conf.endpoints(reference);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.that(!endpoints.isEmpty(), "an image is somewhere");
    for (Endpoint endpoint : endpoints) {
      ImageReference there = endpoint.reference();
      Expect.same(reference.tag(), there.tag(), "a tag stays what it is");
      Digest digest = reference.digest();
      Expect.same(digest, there.digest(), "a digest stays what it is");
      Expect.same(
          there.name(),
          ImageReference.parse(there.toString(), null).name(),
          "a mirror's name is a name");
    }
    Expect.that(
        new HashSet<>(endpoints).containsAll(conf.endpoints(reference)), "a file has one meaning");
  }
}
