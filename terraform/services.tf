resource "aws_ecs_cluster" "this" {
  name = var.name
  setting {
    name  = "containerInsights" # counts the running tasks, which scaling by lag divides by
    value = "enabled"
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "aws_cloudwatch_log_group" "service" {
  for_each          = local.services
  name              = "/ecs/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_ecs_task_definition" "this" {
  for_each                 = local.services
  family                   = "${var.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  execution_role_arn       = aws_iam_role.execution[each.key].arn
  task_role_arn            = aws_iam_role.task.arn
  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
  volume {
    name = "data"
  }
  volume {
    name = "tmp"
  }
  container_definitions = jsonencode([{
    name                   = "orders"
    image                  = var.image
    essential              = true
    command                = ["--conf", "conf/${each.key}.yaml"]
    repositoryCredentials  = { credentialsParameter = aws_secretsmanager_secret.this["ghcr"].arn }
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = false, capabilities = { add = [], drop = ["ALL"] } }
    mountPoints = [ # the image declares both, and that its user owns them
      { sourceVolume = "data", containerPath = "/data", readOnly = false },
      { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
    ]
    portMappings = [
      for port in concat(each.value.port == null ? [] : [each.value.port], [local.health_port, local.cluster_port, local.eventbus_port]) :
      { containerPort = port, hostPort = port, protocol = "tcp" }
    ]
    environment = [
      for key, value in merge(
        local.cluster_environment,
        { ORDERS_LOG_FORMAT = "ecs" }, # a line is an event, and CloudWatch finds the fields of JSON
        length(each.value.readers) == 0 ? {} : { ORDERS_CLOUDWATCH_NAMESPACE = var.name },
        # all requests come from the load balancer's few addresses
        each.value.port == null ? {} : merge(local.access_environment, { ORDERS_HTTP_NAMES = var.domain_name, ORDERS_HTTP_SHARE_PER_ADDRESS = "1" })
      ) : { name = key, value = value }
    ]
    secrets = flatten([
      for secret in each.value.secrets : [
        for variable, key in local.secret_keys[secret] :
        { name = variable, valueFrom = key == "" ? aws_secretsmanager_secret.this[secret].arn : "${aws_secretsmanager_secret.this[secret].arn}:${key}::" }
      ]
    ])
    # ECS does not look at the image's own
    healthCheck = { command = ["CMD", "health"], interval = 10, timeout = 5, retries = 3, startPeriod = 60 }
    # SIGTERM first; the program needs at most 9 s
    stopTimeout = 30
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.service[each.key].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "orders"
        mode                  = "non-blocking" # a log that cannot be written stops no order
        max-buffer-size       = "4m"
      }
    }
  }])
}

resource "aws_ecs_service" "this" {
  for_each        = local.services
  name            = each.key
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = each.value.min
  # the old task ends before the new one begins where there must never be two
  deployment_minimum_healthy_percent = each.value.max == 1 ? 0 : 100
  deployment_maximum_percent         = each.value.max == 1 ? 100 : 200
  availability_zone_rebalancing      = each.value.max == 1 ? "DISABLED" : "ENABLED"
  health_check_grace_period_seconds  = each.value.port == null ? null : 60
  propagate_tags                     = "SERVICE"
  enable_ecs_managed_tags            = true
  enable_execute_command             = false
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  capacity_provider_strategy {
    capacity_provider = each.value.spot ? "FARGATE_SPOT" : "FARGATE"
    weight            = 1
  }
  network_configuration {
    subnets          = aws_subnet.private[*].id
    security_groups  = [for group in local.groups[each.key] : aws_security_group.this[group].id]
    assign_public_ip = false
  }
  service_registries {
    registry_arn = aws_service_discovery_service.this[each.key].arn
  }
  dynamic "load_balancer" {
    for_each = each.value.port == null ? [] : [each.value.port]
    content {
      target_group_arn = aws_lb_target_group.this[each.key].arn
      container_name   = "orders"
      container_port   = load_balancer.value
    }
  }
  lifecycle {
    ignore_changes = [desired_count] # scaling's
    precondition {
      condition     = each.value.min <= each.value.max
      error_message = "conf/${each.key}.yaml: service.min is ${each.value.min}, and at most ${each.value.max} tasks have something to read."
    }
  }
  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution, aws_ecs_cluster_capacity_providers.this]
}
