package net.jumptotech.orders.http.webhooks;

import java.time.InstantSource;
import java.util.List;

/** The platforms that we know. */
final class Platforms {

  static final Platform SHOPIFY = new Shopify();
  static final Platform WOOCOMMERCE = new WooCommerce();
  static final Platform STRIPE = new Stripe(InstantSource.system());

  static final List<Platform> ALL = List.of(SHOPIFY, WOOCOMMERCE, STRIPE);

  private Platforms() {}
}
