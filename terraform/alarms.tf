resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.this.arn
}

data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "CloudWatch"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.this.account_id]
    }
  }
  statement { # EventBridge does not say for which account it comes: under a condition nothing would arrive
    sid       = "EventBridge"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = var.alarm_emails
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "lag" {
  for_each            = local.readers
  alarm_name          = "${var.name}-${each.key}-lag"
  alarm_description   = "${each.key} is more than ${var.lag_alarm} records behind, or does not say how far."
  namespace           = var.name
  metric_name         = "ConsumerLag"
  dimensions          = { Service = each.key }
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.lag_alarm
  period              = 60
  evaluation_periods  = 5
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "no_healthy_target" {
  for_each            = local.public
  alarm_name          = "${var.name}-${each.key}-no-healthy-target"
  alarm_description   = "Nobody reaches the page."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  dimensions          = { TargetGroup = aws_lb_target_group.this[each.key].arn_suffix, LoadBalancer = aws_lb.this.arn_suffix }
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${var.name}-5xx"
  alarm_description   = "More than 10 answers a minute are 5xx, ours or the load balancer's."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
  metric_query {
    id          = "all"
    expression  = "FILL(target, 0) + FILL(elb, 0)"
    label       = "5xx"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { target = "HTTPCode_Target_5XX_Count", elb = "HTTPCode_ELB_5XX_Count" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        dimensions  = { LoadBalancer = aws_lb.this.arn_suffix }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}

# A task that ended by itself, did not start or was not healthy, and a deployment that was rolled back.
resource "aws_cloudwatch_event_rule" "failures" {
  for_each = {
    task = {
      source        = ["aws.ecs"]
      "detail-type" = ["ECS Task State Change"]
      detail = {
        clusterArn = [aws_ecs_cluster.this.arn]
        lastStatus = ["STOPPED"]
        stopCode   = ["EssentialContainerExited", "TaskFailedToStart"]
      }
    }
    health = { # ECS stops it, so its stopCode is that of any scaling in
      source        = ["aws.ecs"]
      "detail-type" = ["ECS Task State Change"]
      detail = {
        clusterArn    = [aws_ecs_cluster.this.arn]
        lastStatus    = ["STOPPED"]
        stoppedReason = [{ prefix = "Task failed container health checks" }, { prefix = "Task failed ELB health checks" }]
      }
    }
    deployment = {
      source        = ["aws.ecs"]
      "detail-type" = ["ECS Deployment State Change"]
      resources     = [{ prefix = "arn:aws:ecs:${var.region}:${data.aws_caller_identity.this.account_id}:service/${var.name}/" }]
      detail        = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
    }
  }
  name          = "${var.name}-${each.key}-failures"
  description   = "ECS failures: ${each.key}"
  event_pattern = jsonencode(each.value)
}

resource "aws_cloudwatch_event_target" "failures" {
  for_each = aws_cloudwatch_event_rule.failures
  rule     = each.value.name
  arn      = aws_sns_topic.alarms.arn
}
