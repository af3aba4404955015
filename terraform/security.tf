locals {
  # with keys or a log-in and no networks, everybody may come to the door
  ingress_cidrs = length(var.who.networks) == 0 ? ["0.0.0.0/0"] : tolist(var.who.networks)
  # where the tasks of a service are: those behind the load balancer apart from those that it never needs to reach
  groups = {
    for name, it in local.services : name => concat([it.port == null ? "tasks" : "page"], contains(it.secrets, "couchbase") ? ["store"] : [])
  }
  # who may reach whom, on which port
  inside = merge(
    { for name, it in local.public : "page: ${name}" => { from = "alb", to = "page", port = it.port } },
    { "health" = { from = "alb", to = "page", port = local.health_port } },
    {
      for it in setproduct(["tasks", "page"], ["tasks", "page"], ["discovery", "messages"]) :
      "shared bus: ${it[2]}, ${it[0]} to ${it[1]}" => {
        from = it[0], to = it[1], port = it[2] == "discovery" ? local.cluster_port : local.eventbus_port
      }
    },
    { for group in ["tasks", "page"] : "AWS: secrets, logs, from ${group}" => { from = group, to = "endpoints", port = 443 } }
  )
  # who may reach the Internet: Couchbase only the tasks that have its password
  outside = merge(
    merge([
      for group in ["tasks", "page"] : merge(
        { for cidr in var.egress_cidrs.https : "ghcr.io, AWS, from ${group} to ${cidr}" => { from = group, ports = [443, 443], to = cidr } },
        { for cidr in var.egress_cidrs.kafka : "kafka, from ${group} to ${cidr}" => { from = group, ports = [9092, 9092], to = cidr } },
      )
    ]...),
    { for cidr in var.egress_cidrs.couchbase : "couchbase: data, to ${cidr}" => { from = "store", ports = [11207, 11207], to = cidr } },
    { for cidr in var.egress_cidrs.couchbase : "couchbase: the rest, to ${cidr}" => { from = "store", ports = [18091, 18096], to = cidr } }
  )
}

resource "aws_security_group" "this" {
  for_each = {
    alb       = "The load balancer"
    page      = "Tasks behind the load balancer"
    tasks     = "Every other task"
    store     = "Tasks that use Couchbase, besides"
    endpoints = "Interface endpoints"
  }
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
  for_each          = { for it in setproduct([80, 443], local.ingress_cidrs) : "${it[0]} from ${it[1]}" => { port = it[0], cidr = it[1] } }
  description       = each.key
  security_group_id = aws_security_group.this["alb"].id
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "internet" {
  for_each          = local.outside
  description       = each.key
  security_group_id = aws_security_group.this[each.value.from].id
  cidr_ipv4         = each.value.to
  ip_protocol       = "tcp"
  from_port         = each.value.ports[0]
  to_port           = each.value.ports[1]
}
