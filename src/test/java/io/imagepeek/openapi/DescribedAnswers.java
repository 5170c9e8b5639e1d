package io.imagepeek.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.openapi.HttpExchange.Headers;
import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;

/**
 * Puts the check behind each request that a test of the running application makes through REST
 * Assured. Quarkus finds it as a service, so that no test has to ask for it.
 */
public final class DescribedAnswers implements QuarkusTestBeforeClassCallback, Filter {

  @Override
  public void beforeClass(Class<?> testClass) {
    if (RestAssured.filters().stream().noneMatch(DescribedAnswers.class::isInstance)) {
      RestAssured.filters(this);
    }
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification specification,
      FilterContext context) {
    Response response = context.next(request, specification);
    DescriptionCheck.published().verify(new HttpExchange(of(request), of(response)));
    return response;
  }

  private static HttpExchange.Request of(FilterableRequestSpecification request) {
    URI uri = URI.create(request.getURI());
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    Headers headers = new Headers();
    request.getHeaders().forEach(header -> headers.with(header.getName(), header.getValue()));
    Object body = request.getBody();
    return new HttpExchange.Request(
        request.getMethod(),
        uri.getRawPath() + query,
        headers,
        body instanceof byte[] bytes
            ? new String(bytes, UTF_8)
            : body == null ? "" : body.toString());
  }

  private static HttpExchange.Response of(Response response) {
    Headers headers = new Headers();
    response.headers().forEach(header -> headers.with(header.getName(), header.getValue()));
    return new HttpExchange.Response(response.statusCode(), headers, response.asByteArray());
  }
}
