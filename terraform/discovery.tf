resource "aws_service_discovery_private_dns_namespace" "this" {
  name = local.namespace
  vpc  = aws_vpc.this.id
}

# One name a role, with the addresses of its tasks; without a health check, so that those which start together find each other.
resource "aws_service_discovery_service" "this" {
  for_each      = local.services
  name          = each.key
  force_destroy = true
  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this.id
    routing_policy = "MULTIVALUE"
    dns_records {
      type = "A"
      ttl  = 5
    }
  }
}
