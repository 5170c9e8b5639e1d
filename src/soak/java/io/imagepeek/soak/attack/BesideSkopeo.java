package io.imagepeek.soak.attack;

import java.time.Duration;
import java.util.List;

/** An attack whose registry {@code skopeo} is let loose on as well. */
public interface BesideSkopeo extends Attack {

  /** The images that it asks for; nobody has asked for them before. */
  List<String> images();

  /** How long it may take for all of them. */
  Duration time();
}
