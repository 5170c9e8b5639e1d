package io.imagepeek.testing;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import io.imagepeek.nativeimage.JsonTypes;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Has every test fail in which the application writes or reads a type of its own as JSON that a
 * native executable would not know: there it would be written as {@code {}}.
 */
@Singleton
public class RegisteredTypesOnly implements ObjectMapperCustomizer {

  @Override
  public void customize(ObjectMapper json) {
    json.registerModule(
        new SimpleModule("registered types only")
            .setSerializerModifier(new Writing())
            .setDeserializerModifier(new Reading()));
  }

  private static void require(Class<?> type) {
    List<Class<?>> registered =
        List.of(JsonTypes.class.getAnnotation(RegisterForReflection.class).targets());
    if (type.getName().startsWith("io.imagepeek.") && !registered.contains(type)) {
      throw new IllegalStateException(type + " is not registered in JsonTypes");
    }
  }

  private static final class Writing extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifySerializer(
        SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
      require(description.getBeanClass());
      return serializer;
    }
  }

  private static final class Reading extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config,
        BeanDescription description,
        JsonDeserializer<?> deserializer) {
      require(description.getBeanClass());
      return deserializer;
    }
  }
}
