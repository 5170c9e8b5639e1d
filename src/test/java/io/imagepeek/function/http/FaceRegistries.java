package io.imagepeek.function.http;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The registries that the application may ask; each test has repositories of its own there. */
public class FaceRegistries implements QuarkusTestResourceLifecycleManager {

  /** The registries of the samples of notices; who asks for them is sent to the open one. */
  private static final List<String> HOSTS =
      List.of(
          "registry.example.com:5000",
          "harbor.example.com",
          "210987654321.dkr.ecr.eu-central-1.amazonaws.com",
          "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn",
          "docker.io",
          "ghcr.io",
          "europe-west3-docker.pkg.dev",
          "eu.gcr.io",
          "210987654321.dkr.ecr.eusc-de-east-1.amazonaws.eu",
          "registry.gitlab.example.com",
          "teamshop.azurecr.io",
          "quay.example.com",
          "gitea.example.com:3000",
          "zot.example.com:5000");

  static final String USERNAME = "robot";
  static final String PASSWORD = "s3cr3tOfTheRobot";

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry open;

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry closed;

  @Override
  public Map<String, String> start() {
    open = ScriptedRegistry.start();
    closed = ScriptedRegistry.start();
    closed.requireBasic(USERNAME, PASSWORD);
    return Map.of(
        "imagepeek.registry.insecure",
        open.authority() + "," + closed.authority(),
        "imagepeek.events.hosts",
        HOSTS.stream().map(host -> host + "=" + open.authority()).collect(Collectors.joining(",")));
  }

  /** Anybody may read here. */
  ScriptedRegistry open() {
    return open;
  }

  /** Only one user may read here. */
  ScriptedRegistry closed() {
    return closed;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(FaceRegistries.class));
  }

  @Override
  public void stop() {
    open.close();
    closed.close();
  }
}
