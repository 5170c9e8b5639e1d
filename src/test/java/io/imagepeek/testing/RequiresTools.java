package io.imagepeek.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that need executables of others. Where one is missing they are skipped and say so, or fail
 * where the environment variable {@code IMAGEPEEK_REQUIRE_TOOLS} is true.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiredTools.class)
public @interface RequiresTools {

  /** The names of the executables. */
  String[] value();

  /** The Debian packages that have them. */
  String packages();
}
