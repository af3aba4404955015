package net.jumptotech.orders.payment;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/**
 * A gateway that answers as the test wrote it down, a little later, and remembers what it was asked
 * and what it charged. Orders of which the script says nothing are paid.
 */
final class ScriptedGateway implements PaymentGateway {

  static final String NO_ANSWER = "the gateway did not answer";

  /** What the gateway was asked to charge. */
  record Request(String order, Money amount) {}

  private final Vertx vertx;
  private final Map<OrderId, Integer> silences = new ConcurrentHashMap<>();
  private final Map<OrderId, String> refusals = new ConcurrentHashMap<>();
  private final Set<OrderId> held = ConcurrentHashMap.newKeySet();
  private final Map<OrderId, Money> charged = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  ScriptedGateway(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Declines this order. */
  ScriptedGateway decline(String order, String reason) {
    refusals.put(OrderId.of(order), reason);
    return this;
  }

  /**
   * Does not answer the first {@code times} requests for this order: the first one is handled all
   * the same, as if only its answer was lost.
   */
  ScriptedGateway loseAnswers(String order, int times) {
    silences.put(OrderId.of(order), times);
    return this;
  }

  /** Never answers this order, neither with yes nor with no. */
  ScriptedGateway hold(String order) {
    held.add(OrderId.of(order));
    return this;
  }

  @Override
  public Future<Answer> charge(OrderId idempotencyKey, Money amount) {
    requests.add(new Request(idempotencyKey.text(), amount));
    Context caller = vertx.getOrCreateContext();
    boolean isLost = silences.merge(idempotencyKey, -1, Integer::sum) >= 0;
    Answer answer = answer(idempotencyKey, amount);
    return Future.future(
        later ->
            caller.runOnContext(
                task -> {
                  if (isLost) {
                    later.fail(NO_ANSWER);
                  } else if (!held.contains(idempotencyKey)) {
                    later.complete(answer);
                  }
                }));
  }

  private Answer answer(OrderId key, Money amount) {
    String refusal = refusals.get(key);
    if (refusal != null) {
      return new Declined(refusal);
    }
    charged.putIfAbsent(key, amount);
    return new Paid("scripted-" + key.text());
  }

  /** In the order they came. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What was taken, by order. */
  Map<OrderId, Money> charged() {
    return Map.copyOf(charged);
  }
}
