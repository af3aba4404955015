/**
 * The log of a process: text, logfmt or ECS JSON, and at most one line a second for each cause.
 * Start with {@link LogAppender}. The only package that knows Logback; imports {@code runtime}.
 */
package net.jumptotech.orders.logging;
