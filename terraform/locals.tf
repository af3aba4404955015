locals {
  conf        = "${path.module}/../conf"
  descriptors = { for file in fileset(local.conf, "*.yaml") : trimsuffix(file, ".yaml") => yamldecode(file("${local.conf}/${file}")) }

  base = local.descriptors["all"] # what the others do not state

  # one service per descriptor that has a section 'service'
  services = {
    for name, it in local.descriptors : name => {
      cpu        = it.service.cpu
      memory     = it.service.memory
      min        = it.service.min
      spot       = it.service.spot
      secrets    = concat(it.service.secrets, ["bus"], try(it.service.public, false) ? local.access_secrets : [])
      port       = try(it.service.public, false) ? try(it.http.port, local.base.http.port) : null
      cpu_target = try(it.service["cpu-target"], null)
      lag_target = try(it.service["lag-target"], null)
      readers    = [for role in it.roles : role if can(local.base[role].instances)]
      # a reader without a partition would have nothing to do
      max = min(it.service.max, [
        for role in it.roles :
        floor(try(it.kafka.partitions, local.base.kafka.partitions) / try(it[role].instances, local.base[role].instances))
        if can(local.base[role].instances)
      ]...)
    } if can(it.service) && !contains(var.without, name)
  }
  public  = { for name, it in local.services : name => it if it.port != null }
  scaled  = { for name, it in local.services : name => it if it.max > it.min }
  readers = toset(flatten([for it in local.services : it.readers])) # the roles

  # secret: variable in the environment = key in the secret. Each role has a key to Kafka of its own, which may do
  # what the role does: who takes over the page's task cannot write outcomes.
  secret_keys = merge({
    for name in keys(local.services) : "confluent-${name}" => {
      KAFKA_BOOTSTRAP_SERVERS = "bootstrap_servers"
      CONFLUENT_API_KEY       = "api_key"
      CONFLUENT_API_SECRET    = "api_secret"
    }
    }, {
    # as they are, no JSON
    bus     = { ORDERS_CLUSTER_TLS_PEM = "" }
    keys    = { ORDERS_HTTP_KEYS = "" }
    oidc    = { ORDERS_HTTP_OIDC_CLIENT_SECRET = "" }
    session = { ORDERS_HTTP_SESSION_SECRET = "" }
    couchbase = {
      COUCHBASE_HOST     = "host"
      COUCHBASE_BUCKET   = "bucket"
      COUCHBASE_USERNAME = "username"
      COUCHBASE_PASSWORD = "password"
    }
  })

  # how people and programs say to the task who they are; it knows which operation needs which right
  asks           = var.who.keys || var.who.oidc != null
  access_secrets = concat(var.who.keys ? ["keys"] : [], var.who.oidc == null ? [] : ["oidc"], local.asks ? ["session"] : [])
  access_environment = merge(
    {
      ORDERS_HTTP_ACCESS   = local.asks ? join(",", concat(var.who.keys ? ["keys"] : [], var.who.oidc == null ? [] : ["oidc"])) : "open"
      ORDERS_HTTP_INSECURE = tostring(!local.asks) # the image's default is true
    },
    var.who.oidc == null ? {} : {
      ORDERS_HTTP_URL               = "https://${var.domain_name}"
      ORDERS_HTTP_OIDC_ISSUER       = var.who.oidc.issuer
      ORDERS_HTTP_OIDC_CLIENT_ID    = var.who.oidc.client_id
      ORDERS_HTTP_OIDC_RIGHTS       = var.who.oidc.rights
      ORDERS_HTTP_OIDC_AUDIENCE     = var.who.oidc.audience
      ORDERS_HTTP_OIDC_NAME_CLAIM   = var.who.oidc.name_claim
      ORDERS_HTTP_OIDC_GROUPS_CLAIM = var.who.oidc.groups_claim
    }
  )

  # the shared event bus finds the others by name
  cluster_port  = 5701
  eventbus_port = 15701
  cluster_environment = {
    CLUSTER_SEEDS     = join(",", [for name in sort(keys(local.services)) : "${name}.${local.namespace}"])
    CLUSTER_INTERFACE = join(".", concat(slice(split(".", var.vpc_cidr), 0, 2), ["*", "*"]))
    CLUSTER_PORT      = tostring(local.cluster_port)
    EVENTBUS_PORT     = tostring(local.eventbus_port)
  }
  namespace = "${var.name}.internal"

  health_port = 8001 # the image's
  azs         = slice(data.aws_availability_zones.this.names, 0, var.az_count)
}

data "aws_availability_zones" "this" {
  state = "available"
}

data "aws_caller_identity" "this" {}
