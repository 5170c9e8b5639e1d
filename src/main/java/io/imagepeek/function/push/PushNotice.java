package io.imagepeek.function.push;

import java.util.List;

/**
 * What a registry tells of pushes.
 *
 * @param sender who sent it, by its shape: nothing is proved by that
 * @param pushed each image once, in the order of the events; empty where nothing was pushed that
 *     can be inspected
 */
public record PushNotice(Sender sender, List<PushedImage> pushed) {

  public PushNotice {
    pushed = List.copyOf(pushed);
  }
}
