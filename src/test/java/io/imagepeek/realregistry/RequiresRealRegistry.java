package io.imagepeek.realregistry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class talk to the {@code docker-registry} executable. Where it is missing they
 * are skipped with a message saying what to install, unless the environment variable {@value
 * RealRegistryCondition#REQUIRED} is {@code true}: then they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("real-registry")
@ExtendWith(RealRegistryCondition.class)
public @interface RequiresRealRegistry {}
