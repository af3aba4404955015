package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import net.jumptotech.orders.runtime.Health;

/** The sending of a source, from its beginning to its end. For the verticle's context. */
interface SourceRun {

  /** Sends what may be sent now. Called every few milliseconds, and when there is room again. */
  void sendDue();

  /**
   * Completes once the source has ended and Kafka has acknowledged everything. Fails if the source
   * cannot be read further, once everything before that is acknowledged.
   */
  Future<SourceReport> done();

  SourceReport soFar();

  /** What it reads and how far it is, for people. */
  String inWords();

  /** Tells who follows it how far it is, if it went on since the last time. */
  void showProgress();

  /** Of the source; what is in the way of sending is known by the outbox. */
  Health health();

  /** Reads and sends nothing more. Does not wait for a read in progress. */
  Future<Void> stop();
}
