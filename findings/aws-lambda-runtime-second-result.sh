#!/usr/bin/env bash
# Versions:  aws-lambda-java-runtime-interface-client 2.9.0, Java 17, Linux
# Behaviour: the runtime API answers a result that is too large with 413. The client then tells it a second
#            result for the same invocation, a failure with the client's own exception as its type, and asks
#            for the next invocation as if nothing were amiss.
# Seen:      GET /next -> 200
#            POST /one/response "done" -> 413
#            POST /one/error com.amazonaws.services.lambda.runtime.api.client.runtimeapi.LambdaRuntimeClientException -> 202
#            GET /next
# Guessed:   one result for each invocation, and a 413 that is the last word or ends the process.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
maven=$(cd "$(dirname "$0")/.." && pwd)/mvnw

cat >"$folder/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>aws-lambda-java-runtime-interface-client</artifactId><version>2.9.0</version></dependency>
  </dependencies>
</project>
XML
"$maven" -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$folder/lib"

# The client unpacks its native part to a fixed place outside the folder, unless it is told of another.
library=jni/libaws-lambda-jni.linux-$(uname -m | sed s/aarch64/aarch_64/).so
(cd "$folder" && jar xf lib/aws-lambda-java-runtime-interface-client-2.9.0.jar "$library")

cat >"$folder/Handler.java" <<'JAVA'
public class Handler {
  public String handle(String event) {
    return "done";
  }
}
JAVA
cat >"$folder/RuntimeApi.java" <<'JAVA'
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class RuntimeApi {
  static final CountDownLatch askedAgain = new CountDownLatch(2);

  public static void main(String[] command) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/2018-06-01/runtime/invocation/", RuntimeApi::answer);
    server.start();
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    String address = server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort();
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", address);
    Process function = builder.start();
    boolean on = askedAgain.await(60, TimeUnit.SECONDS);
    function.destroy();
    function.waitFor();
    server.stop(0);
    System.exit(on ? 0 : 1);
  }

  static void answer(HttpExchange exchange) throws IOException {
    String told = exchange.getRequestURI().getPath().replaceFirst(".*/invocation", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (told.equals("/next")) {
      askedAgain.countDown();
      if (askedAgain.getCount() == 0) {
        System.out.println("GET /next");
        return;
      }
      System.out.println("GET /next -> 200");
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "one");
      exchange.getResponseHeaders().set("Lambda-Runtime-Deadline-Ms", "" + (System.currentTimeMillis() + 60_000));
      exchange.getResponseHeaders().set(
          "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:finding");
      exchange.getResponseHeaders().set(
          "Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
      byte[] event = "\"event\"".getBytes(UTF_8);
      exchange.sendResponseHeaders(200, event.length);
      exchange.getResponseBody().write(event);
    } else {
      int status = told.endsWith("/response") ? 413 : 202;
      Matcher type = Pattern.compile("\"errorType\": *\"([^\"]*)\"").matcher(body);
      System.out.println("POST " + told + " " + (type.find() ? type.group(1) : body) + " -> " + status);
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }
}
JAVA
javac -d "$folder" "$folder/Handler.java"

client=com.amazonaws.services.lambda.runtime.api.client
export LAMBDA_TASK_ROOT=$folder AWS_REGION=eu-central-1 AWS_LAMBDA_INITIALIZATION_TYPE=on-demand
export AWS_LAMBDA_FUNCTION_NAME=finding AWS_LAMBDA_FUNCTION_VERSION=1 AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128
export AWS_LAMBDA_LOG_GROUP_NAME=finding AWS_LAMBDA_LOG_STREAM_NAME=finding
seen=$(java "$folder/RuntimeApi.java" java "-D$client.runtimeapi.NativeClient.JNI=$folder/$library" \
  -cp "$folder:$folder/lib/*" "$client.AWSLambda" Handler::handle)
echo "$seen"
[[ $seen == "GET /next -> 200
POST /one/response \"done\" -> 413
POST /one/error $client.runtimeapi.LambdaRuntimeClientException -> 202
GET /next" ]] || { echo "this has changed" >&2; exit 1; }
