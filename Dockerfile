# One image, every role: docker run IMAGE runs everything, docker run IMAGE --conf conf/payment.yaml one.
#   docker build -t orders .
# Releases pin both bases by digest, which .github/workflows/ci.yml passes in.
ARG MAVEN=docker.io/library/maven:3-eclipse-temurin-25
ARG JRE=docker.io/library/eclipse-temurin:25-jre

FROM ${MAVEN} AS build
WORKDIR /src
COPY pom.xml LICENSE NOTICE ./
COPY src/main src/main
RUN --mount=type=cache,target=/maven mvn -q -B -Dmaven.repo.local=/maven -Dmaven.test.skip=true package

FROM ${JRE}
ARG JRE
ARG VERSION=development
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Orders" \
      org.opencontainers.image.description="An order pipeline that loses no order and pays none twice" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.base.name="${JRE}"
RUN groupadd --gid 10001 orders \
 && useradd --uid 10001 --gid orders --home-dir /data --no-create-home --shell /usr/sbin/nologin orders \
 && install -d -m 0700 -o orders -g orders /data
WORKDIR /app
COPY --from=build /src/target/orders.jar orders.jar
# found beside the jar: what reads Excel workbooks
COPY --from=build /src/target/plugins plugins
COPY conf conf
COPY src/main/docker/java.options java.options
COPY --chmod=0755 src/main/docker/health /usr/local/bin/health

# Trained here, because the cache is good for this JVM, this jar and this collector only. Then 699 real
# orders go through everything with it: an image that cannot do that is not built.
RUN --mount=type=bind,source=src/main/docker/train,target=/mnt/train bash /mnt/train \
 && cd / && HTTP_PORT=0 BROKER_PORT=0 ORDERS_HEALTH_PORT=0 \
    java @/app/java.options -XX:AOTMode=on -XX:AOTCache=/app/orders.aot -jar /app/orders.jar \
      --data /tmp/trial --source sample --exit-when-done \
 && rm -rf /tmp/trial

# The page on every address of the container, so whoever publishes its port says who reaches it; it is
# answered as localhost, or under the names that you give, so that no other web page gets at it through
# your browser (DNS rebinding). Health on a port of its own (conf/all.yaml: health.port); the shared event
# bus, where CLUSTER_SEEDS names others, on 5701 and here.
ENV ORDERS_DATA=/data \
    ORDERS_HTTP_HOST=0.0.0.0 \
    ORDERS_HTTP_INSECURE=true \
    ORDERS_HTTP_NAMES=localhost \
    ORDERS_HEALTH_PORT=8001 \
    EVENTBUS_PORT=15701
USER 10001:10001
# all that is ever written; so the root may be read-only
VOLUME ["/data", "/tmp"]
EXPOSE 8000 8001 5701 15701
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/orders.aot", "-jar", "/app/orders.jar"]
CMD ["--conf", "conf/all.yaml"]
