mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_acm_certificate" {
    defaults = {
      domain_validation_options = [{
        domain_name           = "orders.example.net"
        resource_record_name  = "_x.orders.example.net"
        resource_record_type  = "CNAME"
        resource_record_value = "_y.acm-validations.aws"
      }]
    }
  }
}

variables {
  image       = "ghcr.io/acme/orders:1.0.0"
  domain_name = "orders.example.net"
  zone_name   = "example.net"

  who = { networks = ["203.0.113.0/24"] }
}

run "a_service_for_each_descriptor_that_has_one" {
  assert {
    condition     = toset(keys(aws_ecs_service.this)) == toset(["producer", "fraud", "payment", "analytics", "http"])
    error_message = "services: ${join(", ", keys(aws_ecs_service.this))}"
  }
  assert {
    condition     = alltrue([for name, it in aws_ecs_task_definition.this : jsondecode(it.container_definitions)[0].command == ["--conf", "conf/${name}.yaml"]])
    error_message = "a task does not run its own descriptor"
  }
  assert {
    condition     = [for name, it in aws_ecs_service.this : name if length(it.load_balancer) > 0] == ["http"]
    error_message = "http, and nothing else, is behind the load balancer"
  }
  assert {
    condition     = alltrue([for it in aws_ecs_service.this : one(it.deployment_circuit_breaker).enable && one(it.deployment_circuit_breaker).rollback])
    error_message = "a deployment that fails is not rolled back"
  }
}

run "each_task_gets_the_secrets_that_it_needs_and_no_other" {
  assert {
    condition = {
      for name, it in aws_ecs_task_definition.this : name => sort([for secret in jsondecode(it.container_definitions)[0].secrets : secret.name])
      } == {
      for name in ["producer", "fraud", "payment", "analytics", "http"] : name => sort(concat(
        ["KAFKA_BOOTSTRAP_SERVERS", "CONFLUENT_API_KEY", "CONFLUENT_API_SECRET", "ORDERS_CLUSTER_TLS_PEM"],
        contains(["analytics", "http"], name) ? ["COUCHBASE_HOST", "COUCHBASE_BUCKET", "COUCHBASE_USERNAME", "COUCHBASE_PASSWORD"] : []
      ))
    }
    error_message = "secrets differ from what the roles need"
  }
  assert {
    condition = alltrue([
      for name, it in aws_ecs_task_definition.this : toset([
        for secret in jsondecode(it.container_definitions)[0].secrets : replace(secret.valueFrom, "/:[a-z_]+::$/", "")
      ]) == setsubtract(data.aws_iam_policy_document.execution[name].statement[0].resources, [aws_secretsmanager_secret.this["ghcr"].arn])
    ])
    error_message = "a role may read what its task is not given, or may not read what it is"
  }
  assert {
    condition     = alltrue([for it in aws_ecs_task_definition.this : jsondecode(it.container_definitions)[0].repositoryCredentials.credentialsParameter == aws_secretsmanager_secret.this["ghcr"].arn])
    error_message = "a task is pulled without the registry's credentials"
  }
  assert {
    condition     = length(distinct([for it in aws_ecs_task_definition.this : it.execution_role_arn])) == 5
    error_message = "two services share an execution role"
  }
  assert { # or whoever gets into the network hears what the tasks say to each other, and joins in
    condition = alltrue([
      for it in aws_ecs_task_definition.this :
      contains(jsondecode(it.container_definitions)[0].secrets, { name = "ORDERS_CLUSTER_TLS_PEM", valueFrom = aws_secretsmanager_secret.this["bus"].arn })
    ])
    error_message = "a task speaks on the event bus without TLS"
  }
  # else whoever takes over the page writes outcomes
  assert {
    condition = length(distinct(flatten([
      for it in aws_ecs_task_definition.this : [for secret in jsondecode(it.container_definitions)[0].secrets : secret.valueFrom if secret.name == "CONFLUENT_API_SECRET"]
    ]))) == 5
    error_message = "two roles share a key to Kafka"
  }
  assert {
    condition = toset([for it in aws_secretsmanager_secret.this : it.name]) == toset([
      "confluent-producer-credentials", "confluent-fraud-credentials", "confluent-payment-credentials",
      "confluent-analytics-credentials", "confluent-http-credentials", "couchbase-credentials", "ghcr-credentials", "bus-credentials",
    ])
    error_message = "the secrets have other names than people are told"
  }
}

run "tasks_can_do_little" {
  assert {
    condition     = alltrue([for it in aws_ecs_service.this : !one(it.network_configuration).assign_public_ip])
    error_message = "a task has a public address"
  }
  assert {
    condition     = alltrue([for it in aws_ecs_service.this : one(it.network_configuration).subnets == toset(aws_subnet.private[*].id)])
    error_message = "a task is in a public subnet"
  }
  assert {
    condition = alltrue([
      for it in aws_ecs_task_definition.this :
      jsondecode(it.container_definitions)[0].readonlyRootFilesystem
      && jsondecode(it.container_definitions)[0].user == "10001:10001"
      && jsondecode(it.container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"]
    ])
    error_message = "a container may write its root, is root, or has capabilities"
  }
  assert {
    condition = !strcontains(join(" ", flatten([
      for it in concat(
        values(data.aws_iam_policy_document.execution),
        [data.aws_iam_policy_document.assume, data.aws_iam_policy_document.key, data.aws_iam_policy_document.alarms]
      ) : it.statement[*].actions
    ])), "*")
    error_message = "somebody may do whatever begins with something"
  }
  assert {
    condition = alltrue([
      for name, it in data.aws_iam_policy_document.execution : length(setsubtract(
        flatten([for statement in it.statement : statement.resources]),
        concat([for secret in aws_secretsmanager_secret.this : secret.arn], [aws_kms_key.this.arn, "${aws_cloudwatch_log_group.service[name].arn}:*"])
      )) == 0
    ])
    error_message = "an execution role reaches more than secrets, their key, and its own log"
  }
  assert {
    condition     = alltrue([for it in aws_ecs_task_definition.this : it.task_role_arn == aws_iam_role.task.arn])
    error_message = "a task has a role of its own"
  }
}

run "ports_are_closed_but_for_the_load_balancer" {
  assert {
    condition = toset([for it in aws_vpc_security_group_ingress_rule.internet : "${it.security_group_id} ${it.cidr_ipv4} ${it.from_port}-${it.to_port}"]) == toset([
      for port in [80, 443] : "${aws_security_group.this["alb"].id} 203.0.113.0/24 ${port}-${port}"
    ])
    error_message = "others than the networks that were named reach the load balancer, or more than its ports 80 and 443"
  }
  assert {
    condition = toset([
      for it in aws_vpc_security_group_ingress_rule.inside : "${it.referenced_security_group_id} > ${it.security_group_id} ${it.from_port}-${it.to_port}"
      ]) == toset(concat([
        "${aws_security_group.this["alb"].id} > ${aws_security_group.this["page"].id} 8000-8000",
        "${aws_security_group.this["alb"].id} > ${aws_security_group.this["page"].id} 8001-8001",
        ], flatten([
          for from in ["tasks", "page"] : concat(
            ["${aws_security_group.this[from].id} > ${aws_security_group.this["endpoints"].id} 443-443"],
            [
              for it in setproduct(["tasks", "page"], [5701, 15701]) :
              "${aws_security_group.this[from].id} > ${aws_security_group.this[it[0]].id} ${it[1]}-${it[1]}"
            ]
          )
    ])))
    error_message = "page and health are the load balancer's, the bus is the tasks', and nothing else is open"
  }
  assert {
    condition = toset([for it in aws_vpc_security_group_ingress_rule.inside : "${it.referenced_security_group_id} > ${it.security_group_id} ${it.from_port}"]) == toset([
      for it in aws_vpc_security_group_egress_rule.inside : "${it.security_group_id} > ${it.referenced_security_group_id} ${it.to_port}"
    ])
    error_message = "one side is open and the other is not"
  }
  assert {
    condition = alltrue([for name, it in aws_ecs_service.this : one(it.network_configuration).security_groups == toset(concat(
      [aws_security_group.this[name == "http" ? "page" : "tasks"].id],
      contains(["analytics", "http"], name) ? [aws_security_group.this["store"].id] : []
    ))])
    error_message = "a task is in another security group"
  }
  assert {
    condition     = aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && one(one(aws_lb_listener.http.default_action).redirect).protocol == "HTTPS"
    error_message = "plain HTTP is served"
  }
  assert {
    condition     = aws_lb_listener.https.routing_http_response_strict_transport_security_header_value == "max-age=31536000" && aws_lb.this.enable_deletion_protection && one(aws_lb.this.access_logs).enabled
    error_message = "browsers may come back without TLS, the load balancer can be deleted by mistake, or nobody knows who asked for what"
  }
}

run "tasks_reach_only_what_they_use" {
  variables {
    egress_cidrs = { kafka = ["198.51.100.0/24"], couchbase = ["192.0.2.0/25", "192.0.2.128/25"] }
  }
  assert {
    condition = toset([for it in aws_vpc_security_group_egress_rule.internet : "${it.security_group_id} > ${it.cidr_ipv4} ${it.from_port}-${it.to_port}"]) == toset(concat(
      flatten([
        for group in ["tasks", "page"] : [
          "${aws_security_group.this[group].id} > 198.51.100.0/24 9092-9092",
          "${aws_security_group.this[group].id} > 0.0.0.0/0 443-443",
        ]
      ]),
      [
        for it in setproduct(["192.0.2.0/25", "192.0.2.128/25"], ["11207-11207", "18091-18096"]) :
        "${aws_security_group.this["store"].id} > ${it[0]} ${it[1]}"
      ]
    ))
    error_message = "a task reaches more than Kafka, Couchbase if it uses it, and HTTPS"
  }
}

run "logs_are_kept_for_a_year" {
  variables {
    waf = true
  }
  assert {
    condition = alltrue([
      for it in concat(values(aws_cloudwatch_log_group.service), aws_cloudwatch_log_group.waf) : it.retention_in_days == 365 && it.kms_key_id == aws_kms_key.this.arn
    ]) && one(one(aws_s3_bucket_lifecycle_configuration.access.rule).expiration).days == 365
    error_message = "a log is gone earlier, or is not encrypted with our key"
  }
  assert {
    condition     = aws_flow_log.this.vpc_id == aws_vpc.this.id && aws_flow_log.this.traffic_type == "ALL" && aws_flow_log.this.log_destination == aws_s3_bucket.access.arn
    error_message = "nobody knows which connections there were"
  }
  assert {
    condition = toset(flatten([
      for it in data.aws_iam_policy_document.access.statement : [for principal in it.principals : principal.identifiers] if it.effect != "Deny"
    ])) == toset(["logdelivery.elasticloadbalancing.amazonaws.com", "delivery.logs.amazonaws.com"])
    error_message = "who writes the logs may not, or somebody else may"
  }
  assert {
    condition = anytrue([
      for it in data.aws_iam_policy_document.access.statement :
      it.effect == "Deny" && one(it.condition).variable == "aws:SecureTransport" && it.resources == toset([aws_s3_bucket.access.arn, "${aws_s3_bucket.access.arn}/*"])
      if it.effect == "Deny"
    ])
    error_message = "the logs may be read without TLS"
  }
  assert {
    condition = (
      jsondecode(aws_cloudformation_stack.waf[0].template_body).Resources.Logging.Properties.LogDestinationConfigs == [aws_cloudwatch_log_group.waf[0].arn]
      && startswith(aws_cloudwatch_log_group.waf[0].name, "aws-waf-logs-")
      && jsondecode(aws_cloudformation_stack.waf[0].template_body).Resources.Logging.Properties.RedactedFields[*].SingleHeader.Name == ["authorization", "cookie"]
    )
    error_message = "the WAF does not say what it refused, or says it with people's keys"
  }
  assert { # or CloudWatch could not write them
    condition = alltrue([
      for group in ["/ecs/orders/*", "aws-waf-logs-orders"] :
      contains(flatten([for it in data.aws_iam_policy_document.key.statement : [for condition in it.condition : condition.values]]), "arn:aws:logs:eu-west-1:123456789012:log-group:${group}")
    ])
    error_message = "the key is not for all logs"
  }
}

run "scaling_ends_where_partitions_do" {
  assert {
    condition     = { for name, it in aws_appautoscaling_target.this : name => it.max_capacity } == { analytics = 3, fraud = 3, payment = 3, http = 4 }
    error_message = jsonencode({ for name, it in aws_appautoscaling_target.this : name => it.max_capacity })
  }
  assert {
    condition     = toset(keys(aws_appautoscaling_policy.lag)) == toset(["analytics", "fraud", "payment"])
    error_message = "readers, and nothing else, scale by lag"
  }
  assert {
    condition = toset([
      for name, it in aws_ecs_task_definition.this : name
      if contains(jsondecode(it.container_definitions)[0].environment, { name = "ORDERS_CLOUDWATCH_NAMESPACE", value = "orders" })
    ]) == toset(keys(aws_appautoscaling_policy.lag))
    error_message = "who scales by lag does not say how far behind it is"
  }
  assert {
    condition     = aws_ecs_service.this["producer"].deployment_maximum_percent == 100
    error_message = "two producers would make up the same orders"
  }
  assert {
    condition     = alltrue([for name, it in aws_ecs_service.this : it.deployment_minimum_healthy_percent == 100 if name != "producer"])
    error_message = "a deployment stops a service before the new one runs"
  }
}

run "alarms_reach_people" {
  variables {
    alarm_emails = ["ops@example.net"]
  }
  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.lag)) == toset(["analytics", "fraud", "payment"]) && keys(aws_cloudwatch_metric_alarm.no_healthy_target) == ["http"]
    error_message = "an alarm is missing"
  }
  assert {
    condition = alltrue([
      for it in concat(values(aws_cloudwatch_metric_alarm.lag), values(aws_cloudwatch_metric_alarm.no_healthy_target), [aws_cloudwatch_metric_alarm.errors]) :
      it.alarm_actions == toset([aws_sns_topic.alarms.arn])
    ])
    error_message = "an alarm tells nobody"
  }
  assert {
    condition     = alltrue([for it in aws_cloudwatch_event_target.failures : it.arn == aws_sns_topic.alarms.arn]) && aws_sns_topic_subscription.email["ops@example.net"].endpoint == "ops@example.net"
    error_message = "failed tasks tell nobody"
  }
  # a topic that its sender may not publish to, or whose key it may not use, drops an alarm without a word
  assert {
    condition = alltrue([
      for policy in [data.aws_iam_policy_document.alarms, data.aws_iam_policy_document.key] : alltrue([
        for service in ["cloudwatch.amazonaws.com", "events.amazonaws.com"] :
        contains(flatten([for statement in policy.statement : [for it in statement.principals : it.identifiers]]), service)
      ])
    ])
    error_message = "who raises an alarm may not use the topic, or its key"
  }
  assert {
    condition = alltrue([
      for statement in concat(data.aws_iam_policy_document.alarms.statement, data.aws_iam_policy_document.key.statement) : length(statement.condition) == 0
      if contains(flatten([for it in statement.principals : it.identifiers]), "events.amazonaws.com")
    ])
    error_message = "EventBridge meets no condition"
  }
}

run "a_descriptor_can_be_left_out" {
  variables {
    without = ["producer"]
  }
  assert {
    condition     = !contains(keys(aws_ecs_service.this), "producer") && !strcontains(aws_ecs_task_definition.this["http"].container_definitions, "producer.orders.internal")
    error_message = "producer is there all the same"
  }
}

run "three_zones_with_a_gateway_each" {
  variables {
    az_count           = 3
    single_nat_gateway = false
  }
  assert {
    condition     = length(aws_subnet.private) == 3 && length(aws_nat_gateway.this) == 3 && length(distinct(concat(aws_subnet.private[*].cidr_block, aws_subnet.public[*].cidr_block))) == 6
    error_message = "subnets or gateways are missing"
  }
}

run "networks_alone_may_do_everything" {
  assert {
    condition = alltrue([
      for it in [{ name = "ORDERS_HTTP_ACCESS", value = "open" }, { name = "ORDERS_HTTP_INSECURE", value = "true" }] :
      contains(jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].environment, it)
    ])
    error_message = "the task asks for keys that nobody has"
  }
}

run "who_has_a_key_is_let_in_by_the_task" {
  variables {
    who = { keys = true }
  }
  assert {
    condition = alltrue([
      for it in [{ name = "ORDERS_HTTP_ACCESS", value = "keys" }, { name = "ORDERS_HTTP_INSECURE", value = "false" }] :
      contains(jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].environment, it)
    ])
    error_message = "everybody may do everything"
  }
  assert {
    condition = {
      for secret in jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].secrets : secret.name => secret.valueFrom if startswith(secret.name, "ORDERS_HTTP_")
      } == {
      ORDERS_HTTP_KEYS           = aws_secretsmanager_secret.this["keys"].arn
      ORDERS_HTTP_SESSION_SECRET = aws_secretsmanager_secret.this["session"].arn
    }
    error_message = "the task does not know the keys, or its tasks do not know each other's sessions"
  }
  assert {
    condition     = alltrue([for name, it in aws_ecs_task_definition.this : name == "http" || !strcontains(it.container_definitions, "ORDERS_HTTP_")])
    error_message = "another task knows the keys"
  }
  assert {
    condition     = toset([for it in aws_vpc_security_group_ingress_rule.internet : it.cidr_ipv4]) == toset(["0.0.0.0/0"])
    error_message = "a shop does not get to the door"
  }
}

run "keys_and_networks_are_both_asked" {
  variables {
    who = { keys = true, networks = ["198.51.100.0/24"] }
  }
  assert {
    condition     = toset([for it in aws_vpc_security_group_ingress_rule.internet : it.cidr_ipv4]) == toset(["198.51.100.0/24"])
    error_message = "others come too"
  }
}

run "shops_by_key_and_people_by_log_in" {
  variables {
    who = {
      keys = true
      oidc = {
        issuer    = "https://login.example.net"
        client_id = "orders"
        rights    = "orders-viewers=read; orders-ops=read,operate"
      }
    }
  }
  assert {
    condition = alltrue([
      for name, value in {
        ORDERS_HTTP_ACCESS         = "keys,oidc"
        ORDERS_HTTP_INSECURE       = "false"
        ORDERS_HTTP_URL            = "https://orders.example.net"
        ORDERS_HTTP_OIDC_ISSUER    = "https://login.example.net"
        ORDERS_HTTP_OIDC_CLIENT_ID = "orders"
        ORDERS_HTTP_OIDC_RIGHTS    = "orders-viewers=read; orders-ops=read,operate"
      } : contains(jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].environment, { name = name, value = value })
    ])
    error_message = "shops or people are not let in, or everybody is"
  }
  assert {
    condition = {
      for secret in jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].secrets : secret.name => secret.valueFrom if startswith(secret.name, "ORDERS_HTTP_")
      } == {
      ORDERS_HTTP_KEYS               = aws_secretsmanager_secret.this["keys"].arn
      ORDERS_HTTP_OIDC_CLIENT_SECRET = aws_secretsmanager_secret.this["oidc"].arn
      ORDERS_HTTP_SESSION_SECRET     = aws_secretsmanager_secret.this["session"].arn
    }
    error_message = "a secret of the log-in is missing"
  }
}

run "people_log_in_where_that_is_asked" {
  variables {
    who = {
      oidc = {
        issuer    = "https://login.example.net"
        client_id = "orders"
        rights    = "orders-ops=admin"
      }
    }
    waf = true
  }
  assert {
    condition = (
      contains(jsondecode(aws_ecs_task_definition.this["http"].container_definitions)[0].environment, { name = "ORDERS_HTTP_ACCESS", value = "oidc" })
      && toset([for it in aws_vpc_security_group_ingress_rule.internet : it.cidr_ipv4]) == toset(["0.0.0.0/0"])
      && toset(keys(aws_secretsmanager_secret.this)) == toset([
        "confluent-producer", "confluent-fraud", "confluent-payment", "confluent-analytics", "confluent-http", "bus", "couchbase", "ghcr", "oidc", "session",
      ])
    )
    error_message = "who logs in does not get to the door, or there is another one"
  }
  assert {
    condition     = length(jsondecode(aws_cloudformation_stack.waf[0].template_body).Resources.Acl.Properties.Rules) == 3
    error_message = "rules of the WAF are missing"
  }
}

run "no_plan_where_nobody_is_asked" {
  command = plan
  variables {
    who = {}
  }
  expect_failures = [var.who]
}

run "nor_for_the_whole_internet_in_other_words" {
  command = plan
  variables {
    who = { networks = ["0.0.0.0/1", "128.0.0.0/1"] }
  }
  expect_failures = [var.who]
}

run "latest_is_refused" {
  command = plan
  variables {
    image = "ghcr.io/acme/orders:latest"
  }
  expect_failures = [var.image]
}

run "an_image_without_a_tag_is_refused" {
  command = plan
  variables {
    image = "ghcr.io/acme/orders"
  }
  expect_failures = [var.image]
}

run "a_domain_outside_its_zone_is_refused" {
  command = plan
  variables {
    domain_name = "orders.example.com"
  }
  expect_failures = [var.zone_name]
}

run "an_unknown_descriptor_is_refused" {
  command = plan
  variables {
    without = ["paiment"]
  }
  expect_failures = [var.without]
}

run "nobody_to_show_the_page_is_refused" {
  command = plan
  variables {
    without = ["http"]
  }
  expect_failures = [aws_lb_listener.https]
}

run "values_that_aws_would_refuse_later_are_refused" {
  command = plan
  variables {
    name               = "orders-"
    environment        = "Production"
    region             = "Ireland"
    vpc_cidr           = "10.40.0.0/24"
    az_count           = 1
    single_nat_gateway = null
    log_retention_days = 31
    alarm_emails       = ["ops"]
    lag_alarm          = 0
    waf                = null
    waf_rate_limit     = 10

    who                 = { networks = ["ops"] }
    egress_cidrs        = { kafka = [] }
    deletion_protection = null
  }
  expect_failures = [
    var.name, var.environment, var.region, var.vpc_cidr, var.az_count, var.single_nat_gateway, var.log_retention_days,
    var.alarm_emails, var.lag_alarm, var.waf, var.waf_rate_limit, var.who, var.egress_cidrs, var.deletion_protection,
  ]
}

run "a_log_in_that_gives_nobody_a_right_is_refused" {
  command = plan
  variables {
    who = { oidc = { issuer = "https://login.example.net", client_id = "orders", rights = "orders-ops" } }
  }
  expect_failures = [var.who]
}
