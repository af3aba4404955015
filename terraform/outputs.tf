output "url" {
  description = "The page."
  value       = "https://${var.domain_name}/"
}

output "secrets" {
  description = "Where the values of the secrets are put."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}

output "cluster" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "services" {
  description = "How many tasks each service has, at least and at most."
  value       = { for name, it in local.services : name => { min = it.min, max = it.max } }
}

output "alarms" {
  description = "The topic that alarms go to."
  value       = aws_sns_topic.alarms.arn
}

output "outgoing_addresses" {
  description = "Where we come from: Capella's and Confluent's lists of allowed addresses need them."
  value       = aws_eip.nat[*].public_ip
}
