resource "aws_security_group" "alb" {
  name_prefix = "${var.name}-alb-"
  description = "The load balancer"
  vpc_id      = aws_vpc.this.id
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "tasks" {
  name_prefix = "${var.name}-tasks-"
  description = "Every task"
  vpc_id      = aws_vpc.this.id
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "endpoints" {
  name_prefix = "${var.name}-endpoints-"
  description = "Interface endpoints"
  vpc_id      = aws_vpc.this.id
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "alb" {
  for_each          = { http = 80, https = 443 }
  description       = each.key
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

locals {
  # what the load balancer asks of a task: the page, and its health on another port
  asked = merge([for name, it in local.public : { (name) = it.port, "${name}-health" = local.health_port }]...)
}

resource "aws_vpc_security_group_egress_rule" "alb_to_tasks" {
  for_each                     = local.asked
  description                  = each.key
  security_group_id            = aws_security_group.alb.id
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "alb_to_oidc" {
  count             = var.oidc == null ? 0 : 1
  description       = "the OpenID Connect provider"
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "tasks_from_alb" {
  for_each                     = local.asked
  description                  = each.key
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

locals {
  among_tasks = { cluster = local.cluster_port, eventbus = local.eventbus_port }
}

resource "aws_vpc_security_group_ingress_rule" "among_tasks" {
  for_each                     = local.among_tasks
  description                  = each.key
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "among_tasks" {
  for_each                     = local.among_tasks
  description                  = each.key
  security_group_id            = aws_security_group.tasks.id
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  for_each = {
    "https: ghcr.io, AWS" = [443, 443]
    "kafka"               = [9092, 9092]
    "couchbase: data"     = [11207, 11207]
    "couchbase: the rest" = [18091, 18096]
  }
  description       = each.key
  security_group_id = aws_security_group.tasks.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value[0]
  to_port           = each.value[1]
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  description                  = "tasks"
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
