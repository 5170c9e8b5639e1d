package io.imagepeek.image;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a document must look like: the JSON that Go's decoder would accept for the type
 * that the peers declare for it. {@link GoJson} reads by it.
 */
sealed interface Schema {

  /** How a message calls it. */
  String describe();

  /** A value without parts; {@code null} in a document leaves it as it was. */
  enum Scalar implements Schema {
    STRING("a string"),
    /** A signed integer of 64 bits, written without fraction and exponent. */
    INTEGER("an integer of 64 bits"),
    BOOLEAN("a boolean"),
    /** A time of RFC 3339, kept as {@link Rfc3339} prints it. */
    TIME("an RFC 3339 time"),
    /** Anything; only whether it was ever there and not {@code null} is kept. */
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

  /** An object with free keys; {@code null} makes it absent. */
  record MapOf(Schema value) implements Schema {
    @Override
    public String describe() {
      return "an object";
    }
  }

  /** An object with known keys, matched in any case; others are skipped. */
  final class Struct implements Schema {
    /** By folded key, so that a document's key is matched in any case. */
    private final Map<String, Field> fields = new TreeMap<>();

    private int longestName;

    /** This shape with one more field. */
    Struct with(String name, Schema shape) {
      Struct extended = new Struct();
      extended.fields.putAll(fields);
      extended.fields.put(fold(name), new Field(name, shape));
      extended.longestName = Math.max(longestName, name.length());
      return extended;
    }

    /** The field that a key of a document stands for, or null. */
    @Nullable Field field(String key) {
      return key.length() > longestName ? null : fields.get(fold(key));
    }

    @Override
    public String describe() {
      return "an object";
    }

    /** Simple case folding, as far as it leads to ASCII: two letters beyond it do. */
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

  /** A field as its specification writes it. */
  record Field(String name, Schema shape) {}

  Schema STRINGS = new ListOf(Scalar.STRING);
  Schema STRING_MAP = new MapOf(Scalar.STRING);
}
