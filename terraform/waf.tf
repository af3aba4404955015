# By CloudFormation: the provider's own resource for this is so deeply nested that its schema is not to be had
# where `terraform validate` has to do without the provider (DECISIONS.md).
locals {
  waf_log_group = "aws-waf-logs-${var.name}" # WAF writes to no group with another beginning
  managed_rules = ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
  waf_template = {
    Resources = {
      Acl = {
        Type = "AWS::WAFv2::WebACL"
        Properties = {
          Name             = var.name
          Scope            = "REGIONAL"
          DefaultAction    = { Allow = {} }
          VisibilityConfig = { MetricName = var.name, CloudWatchMetricsEnabled = true, SampledRequestsEnabled = true }
          Rules = concat(
            [for priority, rules in local.managed_rules : {
              Name           = rules
              Priority       = priority + 1
              OverrideAction = { None = {} }
              Statement = { ManagedRuleGroupStatement = {
                VendorName = "AWS"
                Name       = rules
                # an array of orders is longer than the 8 KB that this rule allows
                RuleActionOverrides = priority == 0 ? [{ Name = "SizeRestrictions_BODY", ActionToUse = { Count = {} } }] : []
              } }
              VisibilityConfig = { MetricName = rules, CloudWatchMetricsEnabled = true, SampledRequestsEnabled = true }
            }],
            [{
              Name             = "rate"
              Priority         = 10
              Action           = { Block = {} }
              Statement        = { RateBasedStatement = { Limit = var.waf_rate_limit, AggregateKeyType = "IP" } }
              VisibilityConfig = { MetricName = "rate", CloudWatchMetricsEnabled = true, SampledRequestsEnabled = true }
            }]
          )
        }
      }
      Logging = {
        Type = "AWS::WAFv2::LoggingConfiguration"
        Properties = {
          ResourceArn           = { "Fn::GetAtt" = ["Acl", "Arn"] }
          LogDestinationConfigs = [one(aws_cloudwatch_log_group.waf[*].arn)]
          # keys and sessions: whoever reads the log would have them
          RedactedFields = [for name in ["authorization", "cookie"] : { SingleHeader = { Name = name } }]
        }
      }
      Association = {
        Type       = "AWS::WAFv2::WebACLAssociation"
        Properties = { ResourceArn = aws_lb.this.arn, WebACLArn = { "Fn::GetAtt" = ["Acl", "Arn"] } }
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "waf" {
  count             = var.waf ? 1 : 0
  name              = local.waf_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_cloudformation_stack" "waf" {
  count         = var.waf ? 1 : 0
  name          = "${var.name}-waf"
  template_body = jsonencode(local.waf_template)
}
