package io.imagepeek.sample;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.value.registry.ValueRegistry;
import io.quarkus.vertx.http.HttpServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the sample registry in dev mode, and ends the start-up log with a command that inspects one
 * of its images.
 *
 * <p>The registry is a convenience: if it cannot start, the application runs without it, and the
 * log names the setting to change.
 */
@Singleton
@IfBuildProfile("dev")
public final class DevSampleRegistry {

  private static final Logger LOG = Logger.getLogger(DevSampleRegistry.class);
  private static final String PORT_SETTING = "imagepeek.sample.port";
  private static final long SECONDS_TO_OPEN_OR_CLOSE_A_PORT = 10;
  private static final long MILLISECONDS_BETWEEN_LOOKS = 20;

  private final Vertx vertx;
  private final ValueRegistry application;
  private final int port;
  private @Nullable SampleRegistry registry;
  private long announcement = -1;

  DevSampleRegistry(Vertx vertx, ValueRegistry application, SampleSettings settings) {
    this.vertx = vertx;
    this.application = application;
    this.port = settings.port();
  }

  void start(@Observes StartupEvent event) {
    Runnable message = open();
    // Quarkus logs "Installed features" after all start-up observers and after the start of the
    // HTTP server, without an event. To come last, this message waits for that state.
    Application starting = Application.currentApplication();
    announcement =
        vertx.setPeriodic(
            MILLISECONDS_BETWEEN_LOOKS,
            timer -> {
              if (starting.isStarted()) {
                vertx.cancelTimer(timer);
                message.run();
              }
            });
  }

  // Not a shutdown observer: if another bean fails at start-up, those are not called, and the next
  // live reload would find the port in use.
  @PreDestroy
  void stop() {
    vertx.cancelTimer(announcement);
    if (registry != null) {
      try {
        // A live reload starts the next application at once, and that needs the port.
        await(registry.stop());
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("The sample registry did not stop", e);
      }
    }
  }

  /** Starts the registry. Returns the action that logs the final message. */
  private Runnable open() {
    try {
      SampleRegistry opening = new SampleRegistry(vertx, port);
      registry = opening;
      int actualPort = await(opening.start());
      LOG.infof(
          "Sample registry on localhost:%d with %s",
          actualPort, String.join(", ", opening.names()));
      return () -> suggest("localhost:" + actualPort + "/demo/hello");
    } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      return () ->
          LOG.warnf(
              "No sample registry: cannot listen on 127.0.0.1:%d (%s). "
                  + "Choose another port with -D%s=PORT",
              port, reason, PORT_SETTING);
    }
  }

  private void suggest(String imageName) {
    // The HTTP server survives a live reload and then does not publish its address again. The
    // command is printed once and stays valid.
    if (application.containsKey(HttpServer.LOCAL_BASE_URI)) {
      String base = application.get(HttpServer.LOCAL_BASE_URI).toString().replaceFirst("/+$", "");
      LOG.infof("Try: curl -s '%s/inspect?imageName=%s'", base, imageName);
    }
  }

  private static <T> T await(Future<T> future) throws ExecutionException, TimeoutException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(SECONDS_TO_OPEN_OR_CLOSE_A_PORT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExecutionException("interrupted", e);
    }
  }
}
