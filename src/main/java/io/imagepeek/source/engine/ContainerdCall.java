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
 * One gRPC call: a message out, messages in, until it ends, breaks one of the bounds, or nobody
 * waits for it any longer; then its stream is reset. All of it happens on one event loop.
 *
 * @param <T> what the call's messages amount to
 */
final class ContainerdCall<T> {

  private static final String NAMESPACE = "containerd-namespace";

  /** Makes the result of the messages as they arrive. */
  interface Answer<T> {

    /**
     * Takes the next message.
     *
     * @throws InspectFailure where it is one too many, or too much
     */
    void take(byte[] message) throws InvalidProtocolBufferException;

    /**
     * The result, once the call has ended well.
     *
     * @throws InspectFailure where something is missing
     */
    T whole() throws InvalidProtocolBufferException;
  }

  /**
   * Where to, and what.
   *
   * @param method with its service: {@code package.Service/Method}
   * @param body the request's message
   */
  @SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
  record Request(SocketAddress socket, String namespace, String method, byte[] body) {}

  private final Context loop;
  private final Request request;
  private final Answer<T> answer;
  private final InspectionContext context;
  private final UniEmitter<? super Optional<T>> emitter;
  private boolean over;
  private @Nullable GrpcClientRequest<Buffer, Buffer> stream;

  ContainerdCall(
      Context loop,
      Request request,
      Answer<T> answer,
      InspectionContext context,
      UniEmitter<? super Optional<T>> emitter) {
    this.loop = loop;
    this.request = request;
    this.answer = answer;
    this.context = context;
    this.emitter = emitter;
  }

  /** Makes the call; its outcome goes to the emitter. */
  void start(GrpcClient client) {
    Runnable forget = context.onEnd(this::abandon);
    emitter.onTermination(
        () -> {
          forget.run();
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
        .onSuccess(this::answered)
        .onFailure(failure -> fail(ContainerdErrorMapper.unreachable(failure)));
    // A failure to write fails the response too.
    opened.end(Buffer.buffer(request.body()));
  }

  private void answered(GrpcClientResponse<Buffer, Buffer> response) {
    String type = response.headers().get("content-type");
    if (type == null || !type.startsWith("application/grpc")) {
      fail(ContainerdErrorMapper.malformed("is none of gRPC"));
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
    // Nobody asked for it, and who unpacks it does not know how much comes out.
    if (!message.encoding().equals("identity")) {
      fail(ContainerdErrorMapper.malformed("is compressed"));
      return;
    }
    try {
      answer.take(message.payload().getBytes());
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
      succeedWhole();
    } else {
      fail(ContainerdErrorMapper.brokenOff(cause));
    }
  }

  private void succeedWhole() {
    try {
      succeed(Optional.of(answer.whole()));
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

  /** From whatever thread: nobody waits for the outcome any longer. */
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

  /** The other side gave the stream up. */
  private static final class ResetException extends Exception {
    private static final long serialVersionUID = 1L;

    ResetException(Object error) {
      super("the stream was reset: " + error, null, false, false);
    }
  }
}
