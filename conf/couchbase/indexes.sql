-- The indexes for the pages and totals of Orders, in a bucket called order_analytics.
-- `orders store --indexes` prints this file for the configured bucket; with --apply it creates
-- missing indexes. Each index covers its query: no document is fetched for it.

-- the newest orders, with any filter; also orders without a conflict, since documents of version
-- 0.1.0 have no such field (with the index of 0.1.0, which is not replaced, they are fetched)
CREATE INDEX orders_newest IF NOT EXISTS ON `order_analytics`
  (`_meta`.`position` DESC, country, status, `_meta`.`payment`, `_meta`.`flagged`, `_meta`.`amount`,
   `_meta`.`conflict`);

-- the same, for filters that leave few orders
CREATE INDEX orders_by_country IF NOT EXISTS ON `order_analytics`
  (country, `_meta`.`position` DESC, status, `_meta`.`payment`, `_meta`.`flagged`, `_meta`.`amount`);
CREATE INDEX orders_by_status IF NOT EXISTS ON `order_analytics`
  (status, `_meta`.`position` DESC, country, `_meta`.`payment`, `_meta`.`flagged`, `_meta`.`amount`);
CREATE INDEX orders_by_payment IF NOT EXISTS ON `order_analytics`
  (`_meta`.`payment`, `_meta`.`position` DESC, country, status, `_meta`.`flagged`, `_meta`.`amount`);
CREATE INDEX orders_flagged IF NOT EXISTS ON `order_analytics`
  (`_meta`.`flagged`, `_meta`.`position` DESC, country, status, `_meta`.`payment`, `_meta`.`amount`);
CREATE INDEX orders_by_conflict IF NOT EXISTS ON `order_analytics`
  (`_meta`.`conflict`, `_meta`.`position` DESC, country, status, `_meta`.`payment`, `_meta`.`flagged`, `_meta`.`amount`);

-- totals by country and by minute
CREATE INDEX totals_by_country IF NOT EXISTS ON `order_analytics`
  (country, currency, `_meta`.`paid_currency`, `_meta`.`amount_millions`, `_meta`.`amount_rest`,
   `_meta`.`paid`, `_meta`.`paid_millions`, `_meta`.`paid_rest`, `_meta`.`flagged`);
CREATE INDEX totals_by_minute IF NOT EXISTS ON `order_analytics`
  (`_meta`.`minute`, currency, `_meta`.`paid_currency`, `_meta`.`amount_millions`, `_meta`.`amount_rest`,
   `_meta`.`paid`, `_meta`.`paid_millions`, `_meta`.`paid_rest`, `_meta`.`flagged`);

-- documents without their order, of which only an alert or a payment is known
CREATE INDEX orders_unplaced IF NOT EXISTS ON `order_analytics` (`_meta`.`stub`);
