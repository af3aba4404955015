package net.jumptotech.orders.stream.pump;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Producer;

/** A real producer whose calls of one method go wrong in a way of the test's choosing. */
final class FaultyProducer {

  private FaultyProducer() {}

  /** What happens in place of the call. */
  interface Fault {
    Object instead(Callable<Object> real) throws Exception;
  }

  /**
   * @param method of {@link Producer}
   * @param times how many calls go wrong, over all producers
   */
  static UnaryOperator<Producer<byte[], byte[]>> failing(String method, int times, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    return real -> wrap(real, method, left, fault);
  }

  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> wrap(
      Producer<byte[], byte[]> real, String method, AtomicInteger left, Fault fault) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            FaultyProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, called, arguments) -> {
              Callable<Object> call = () -> invoke(real, called, arguments);
              return called.getName().equals(method) && left.getAndDecrement() > 0
                  ? fault.instead(call)
                  : call.call();
            });
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Exception {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw thrown;
    }
  }
}
