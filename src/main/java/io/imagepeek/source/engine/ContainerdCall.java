package io.imagepeek.source.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.MessageSizeOverflowException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC call: one request message, any number of response messages. Its stream is reset if the
 * inspection ends first, or if the response breaks a limit. All of it happens on one event loop.
 *
 * @param <T> the result of the response messages
 */
final class ContainerdCall<T> {

  private static final String NAMESPACE = "containerd-namespace";

  /** Makes the result of the response messages as they arrive. */
  interface ResponseReader<T> {

    /**
     * Reads the next message.
     *
     * @throws InspectFailure where there are too many messages, or too many bytes
     */
    void read(byte[] message) throws InvalidProtocolBufferException;

    /**
     * The result, after the call has succeeded.
     *
     * @throws InspectFailure where a message is missing
     */
    T result() throws InvalidProtocolBufferException;
  }

  /**
   * The request of a call.
   *
   * @param method with its service: {@code package.Service/Method}
   * @param body the request message
   */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  record Request(SocketAddress socket, String namespace, String method, byte[] body) {}

  private final Context loop;
  private final Request request;
  private final ResponseReader<T> reader;
  private final InspectionContext context;
  private final UniEmitter<? super Optional<T>> emitter;
  private boolean over;
  private @Nullable GrpcClientRequest<Buffer, Buffer> stream;

  ContainerdCall(
      Context loop,
      Request request,
      ResponseReader<T> reader,
      InspectionContext context,
      UniEmitter<? super Optional<T>> emitter) {
    this.loop = loop;
    this.request = request;
    this.reader = reader;
    this.context = context;
    this.emitter = emitter;
  }

  /** Makes the call; its result or failure goes to the emitter. */
  void start(GrpcClient client) {
    Runnable unregister = context.onEnd(this::abandon);
    emitter.onTermination(
        () -> {
          unregister.run();
          abandon();
        });
    if (context.ended()) {
      return;
    }
    context.countRequest();
    client
        .request(request.socket())
        .onSuccess(this::opened)
        .onFailure(failure -> fail(ContainerdErrorMapper.unreachable(failure)));
  }

  private void opened(GrpcClientRequest<Buffer, Buffer> opened) {
    stream = opened;
    if (over) {
      opened.cancel();
      return;
    }
    opened.fullMethodName(request.method());
    opened.headers().set(NAMESPACE, request.namespace());
    opened
        .response()
        .onSuccess(this::responded)
        .onFailure(failure -> fail(ContainerdErrorMapper.unreachable(failure)));
    // A failure to write fails the response too.
    opened.end(Buffer.buffer(request.body()));
  }

  private void responded(GrpcClientResponse<Buffer, Buffer> response) {
    String type = response.headers().get("content-type");
    if (type == null || !type.startsWith("application/grpc")) {
      fail(ContainerdErrorMapper.malformed("is not gRPC"));
      return;
    }
    response.messageHandler(this::received);
    response.errorHandler(
        error -> fail(ContainerdErrorMapper.brokenOff(new ResetException(error))));
    response.end().onComplete(ended -> ended(response, ended.cause()));
  }

  private void received(GrpcMessage message) {
    if (over) {
      return;
    }
    context.countBytes(message.payload().length());
    // The request accepts no compression: the size after decompression is unknown.
    if (!message.encoding().equals("identity")) {
      fail(ContainerdErrorMapper.malformed("is compressed"));
      return;
    }
    try {
      reader.read(message.payload().getBytes());
    } catch (InspectFailure refused) {
      fail(refused);
    } catch (InvalidProtocolBufferException malformed) {
      fail(ContainerdErrorMapper.malformed("is malformed"));
    }
  }

  private void ended(GrpcClientResponse<Buffer, Buffer> response, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    GrpcStatus status = response.status();
    if (cause instanceof MessageSizeOverflowException) {
      fail(ContainerdErrorMapper.malformed("is larger than imagepeek.engine.answer-bytes"));
    } else if (status == GrpcStatus.NOT_FOUND) {
      succeed(Optional.empty());
    } else if (status != null && status != GrpcStatus.OK) {
      fail(ContainerdErrorMapper.refused(status, response.statusMessage()));
    } else if (cause == null) {
      succeedWithResult();
    } else {
      fail(ContainerdErrorMapper.brokenOff(cause));
    }
  }

  private void succeedWithResult() {
    try {
      succeed(Optional.of(reader.result()));
    } catch (InspectFailure incomplete) {
      fail(incomplete);
    } catch (InvalidProtocolBufferException malformed) {
      fail(ContainerdErrorMapper.malformed("is malformed"));
    }
  }

  private void succeed(Optional<T> result) {
    over = true;
    emitter.complete(result);
  }

  private void fail(InspectFailure failure) {
    if (!over) {
      reset();
      emitter.fail(failure);
    }
  }

  /** Ends the call, on any thread: its result is no longer needed. */
  private void abandon() {
    loop.runOnContext(
        ignored -> {
          if (!over) {
            reset();
          }
        });
  }

  private void reset() {
    over = true;
    if (stream != null) {
      stream.cancel();
    }
  }

  /** containerd reset the stream. */
  private static final class ResetException extends Exception {
    private static final long serialVersionUID = 1L;

    ResetException(Object error) {
      super("the stream was reset: " + error, null, false, false);
    }
  }
}
