package io.imagepeek.nativeimage;

import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.batch.BatchView;
import io.imagepeek.function.lambda.BatchResult;
import io.imagepeek.function.lambda.HttpResponse;
import io.imagepeek.function.lambda.SentResults;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.PlatformsView;
import io.imagepeek.inspect.RawDocumentView;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The types that Jackson serialises by reflection. None is deserialised: requests, events and
 * documents are read as trees.
 */
@RegisterForReflection(
    targets = {
      ImageView.class,
      ImageView.LayerView.class,
      EngineView.class,
      EngineView.GraphDriver.class,
      EngineView.Metadata.class,
      EngineView.RootFs.class,
      PlatformsView.class,
      PlatformsView.ArtifactView.class,
      PlatformsView.AttestationView.class,
      PlatformsView.PlatformView.class,
      RawDocumentView.class,
      ErrorResponse.OfImage.class,
      ErrorResponse.OfServer.class,
      BatchView.class,
      BatchView.Inspected.class,
      BatchView.Failed.class,
      BatchView.Summary.class,
      BatchView.LastLine.class,
      BatchResult.class,
      BatchResult.ItemFailure.class,
      HttpResponse.class,
      SentResults.class
    })
public final class JsonTypes {

  private JsonTypes() {}
}
