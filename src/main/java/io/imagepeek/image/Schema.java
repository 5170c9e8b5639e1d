package io.imagepeek.image;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The expected structure of a part of a document: the JSON that Go's decoder accepts for the
 * corresponding Go type. {@link GoJson} reads by it.
 */
sealed interface Schema {

  /** The description in messages. */
  String describe();

  /** A simple value; {@code null} in a document leaves it unchanged. */
  enum Scalar implements Schema {
    STRING("a string"),
    /** A signed 64-bit integer without fraction and exponent. */
    INTEGER("a 64-bit integer"),
    BOOLEAN("a boolean"),
    /** A time of RFC 3339, kept as {@link Rfc3339} prints it. */
    TIME("an RFC 3339 time"),
    /** Any value. Only its presence is kept; {@code null} is not presence. */
    PRESENCE("anything");

    private final String description;

    Scalar(String description) {
      this.description = description;
    }

    @Override
    public String describe() {
      return description;
    }
  }

  /** An array; {@code null} makes it absent. */
  record ListOf(Schema element) implements Schema {
    @Override
    public String describe() {
      return "an array";
    }
  }

  /** An object with arbitrary keys; {@code null} makes it absent. */
  record MapOf(Schema value) implements Schema {
    @Override
    public String describe() {
      return "an object";
    }
  }

  /** An object with known keys, matched in any case; others are skipped. */
  final class Struct implements Schema {
    /** By folded key, so that keys match in any case. */
    private final Map<String, Field> fields = new TreeMap<>();

    private int longestName;

    /** This schema with one more field. */
    Struct with(String name, Schema schema) {
      Struct extended = new Struct();
      extended.fields.putAll(fields);
      extended.fields.put(fold(name), new Field(name, schema));
      extended.longestName = Math.max(longestName, name.length());
      return extended;
    }

    /** The field for a key of a document, or null. */
    @Nullable Field field(String key) {
      return key.length() > longestName ? null : fields.get(fold(key));
    }

    @Override
    public String describe() {
      return "an object";
    }

    /** Simple case folding to ASCII. Only two letters beyond ASCII fold into it. */
    private static String fold(String key) {
      return key.replace('\u017F', 's').replace('\u212A', 'k').toLowerCase(Locale.ROOT);
    }
  }

  /** A struct that may be absent: {@code null} makes it so. */
  record Pointer(Struct target) implements Schema {
    @Override
    public String describe() {
      return target.describe();
    }
  }

  /** A field with its specified name. */
  record Field(String name, Schema schema) {}

  Schema STRINGS = new ListOf(Scalar.STRING);
  Schema STRING_MAP = new MapOf(Scalar.STRING);
}
