package net.jumptotech.orders.http.api;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.PersonalFields;

/** Which personal fields are hidden from whom: decided here, for answers and for live frames. */
public final class Hidden {

  /** Whoever may take all orders out as a file may see all of an order. */
  public static final Right NEEDS = Right.EXPORT_ORDERS;

  private static final String KEY = "hidden";

  private Hidden() {}

  public static PersonalFields from(Principal who, PersonalFields fields) {
    return who.may(NEEDS) ? PersonalFields.NONE : fields;
  }

  /** Decides for this request, before it is answered. */
  public static void decide(RoutingContext context, Principal who, PersonalFields fields) {
    context.put(KEY, from(who, fields));
  }

  /**
   * What was decided.
   *
   * @throws NullPointerException if nothing was, so that nothing is sent
   */
  public static PersonalFields from(RoutingContext context) {
    return Objects.requireNonNull(context.<PersonalFields>get(KEY), KEY);
  }
}
