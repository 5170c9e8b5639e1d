package io.imagepeek.source.layout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the small JSON files that layouts and archives have beside the images' documents. As in
 * Go's tools, which write them, keys match in any case and null counts as absent. It reads tokens,
 * not a tree: the tree of a hostile file would take many times the file's bytes.
 */
final class LocalJson {

  /** Without the table of names, which hostile names could make slow. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** The greatest number of texts: each takes many times its bytes in the file. */
  private static final int MAX_TEXTS = 200_000;

  private final JsonParser parser;
  private final String what;
  private int texts;

  private LocalJson(JsonParser parser, String what) {
    this.parser = parser;
    this.what = what;
  }

  /**
   * One image of a {@code docker save} archive.
   *
   * @param config the name of its configuration in the archive
   * @param repoTags its names
   * @param layers the names of its layers in the archive, base first
   */
  record SavedImage(String config, List<String> repoTags, List<String> layers) {

    SavedImage {
      repoTags = List.copyOf(repoTags);
      layers = List.copyOf(layers);
    }
  }

  /** Reads the document; the parser is at its first token. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(LocalJson json) throws IOException;
  }

  /** The {@code imageLayoutVersion} of an {@code oci-layout} file; {@code ""} where absent. */
  static String layoutVersion(byte[] body) {
    return read(body, "oci-layout", LocalJson::layoutVersion);
  }

  /** The images of an archive's {@code manifest.json}. */
  static List<SavedImage> savedImages(byte[] body) {
    return read(body, "manifest.json", LocalJson::savedImages);
  }

  private static <T> T read(byte[] body, String what, Reading<T> reading) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      parser.nextToken();
      LocalJson json = new LocalJson(parser, what);
      T result = reading.read(json);
      if (parser.nextToken() != null) {
        throw json.malformed("text follows the document");
      }
      return result;
    } catch (JsonProcessingException e) {
      // Jackson's own message would repeat pieces of the document.
      throw new InspectImageFailure(
          "%s: malformed JSON at line %d, column %d"
              .formatted(what, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new InspectImageFailure(what + ": malformed JSON", e);
    }
  }

  private String layoutVersion() throws IOException {
    String version = "";
    require(JsonToken.START_OBJECT);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (field().equals("imagelayoutversion")) {
        version = text(version);
      } else {
        skip();
      }
    }
    return version;
  }

  private List<SavedImage> savedImages() throws IOException {
    List<SavedImage> images = new ArrayList<>();
    require(JsonToken.START_ARRAY);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      images.add(savedImage());
    }
    return images;
  }

  private SavedImage savedImage() throws IOException {
    String config = "";
    List<String> repoTags = List.of();
    List<String> layers = List.of();
    count();
    require(JsonToken.START_OBJECT);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      switch (field()) {
        case "config" -> config = text(config);
        case "repotags" -> repoTags = texts();
        case "layers" -> layers = texts();
        default -> skip();
      }
    }
    return new SavedImage(config, repoTags, layers);
  }

  /** The name of the field at the parser, which is moved to its value. */
  private String field() throws IOException {
    String name = parser.currentName();
    parser.nextToken();
    return name.toLowerCase(Locale.ROOT);
  }

  private List<String> texts() throws IOException {
    List<String> list = new ArrayList<>();
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      require(JsonToken.START_ARRAY);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(text(""));
      }
    }
    return list;
  }

  private String text(String old) throws IOException {
    count();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return old;
    }
    require(JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private void skip() throws IOException {
    parser.skipChildren();
    if (parser.currentToken() == null) {
      throw malformed("the document ends too early");
    }
  }

  private void count() {
    if (++texts > MAX_TEXTS) {
      throw new InspectImageFailure(what + " has more than " + MAX_TEXTS + " values");
    }
  }

  private void require(JsonToken expected) {
    if (parser.currentToken() != expected) {
      throw malformed("it is not of the documented form");
    }
  }

  private InspectImageFailure malformed(String problem) {
    return new InspectImageFailure(what + ": malformed: " + problem);
  }
}
