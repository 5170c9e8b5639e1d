package io.imagepeek.function.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Writes a {@link RenderedBody}, and releases its memory when the connection has taken it. */
@Provider
public class RenderedBodyWriter implements ServerMessageBodyWriter<RenderedBody> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == RenderedBody.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return type == RenderedBody.class;
  }

  @Override
  public void writeResponse(RenderedBody rendered, Type generic, ServerRequestContext context) {
    ServerHttpResponse response = context.serverResponse();
    response.setResponseHeader("Content-Length", Integer.toString(rendered.bytes().length));
    try {
      response.write(
          rendered.bytes(),
          failure -> {
            rendered.done();
            if (failure == null) {
              response.end();
            }
          });
    } catch (RuntimeException gone) {
      rendered.done();
      throw gone;
    }
  }

  @Override
  public void writeTo(
      RenderedBody rendered,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException, WebApplicationException {
    try {
      out.write(rendered.bytes());
    } finally {
      rendered.done();
    }
  }
}
