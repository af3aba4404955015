/**
 * The log of a process: text, logfmt or ECS JSON, and at most one line a second for each cause.
 * Start with {@link LogAppender}. The only package that uses Logback; of ours it takes only the
 * names of fields from {@code runtime}.
 */
package net.jumptotech.orders.logging;
