locals {
  # who may reach whom, on which port
  inside = merge(
    { for name, it in local.public : "page: ${name}" => { from = "alb", to = "tasks", port = it.port } },
    {
      "health"                = { from = "alb", to = "tasks", port = local.health_port }
      "shared bus: discovery" = { from = "tasks", to = "tasks", port = local.cluster_port }
      "shared bus: messages"  = { from = "tasks", to = "tasks", port = local.eventbus_port }
      "AWS: secrets, logs"    = { from = "tasks", to = "endpoints", port = 443 }
    }
  )
  # who may reach the Internet
  outside = merge(
    {
      "ghcr.io, AWS"        = { from = "tasks", ports = [443, 443] }
      "kafka"               = { from = "tasks", ports = [9092, 9092] }
      "couchbase: data"     = { from = "tasks", ports = [11207, 11207] }
      "couchbase: the rest" = { from = "tasks", ports = [18091, 18096] }
    },
    var.oidc == null ? {} : { "the OpenID Connect provider" = { from = "alb", ports = [443, 443] } }
  )
}

resource "aws_security_group" "this" {
  for_each    = { alb = "The load balancer", tasks = "Every task", endpoints = "Interface endpoints" }
  name_prefix = "${var.name}-${each.key}-"
  description = each.value
  vpc_id      = aws_vpc.this.id
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "inside" {
  for_each                     = local.inside
  description                  = each.key
  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "inside" {
  for_each                     = local.inside
  description                  = each.key
  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "internet" {
  for_each          = { http = 80, https = 443 }
  description       = each.key
  security_group_id = aws_security_group.this["alb"].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  for_each          = local.outside
  description       = each.key
  security_group_id = aws_security_group.this[each.value.from].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value.ports[0]
  to_port           = each.value.ports[1]
}
