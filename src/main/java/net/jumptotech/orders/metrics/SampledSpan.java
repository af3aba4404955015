package net.jumptotech.orders.metrics;

/**
 * The span that the calling thread works for, of a trace that is kept. A histogram names it as an
 * example of what took so long.
 */
public record SampledSpan(String traceId, String spanId) {}
