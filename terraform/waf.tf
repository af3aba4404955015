# By CloudFormation: the provider's own resource for this is so deeply nested that its schema is not to be had
# where `terraform validate` has to do without the provider (DECISIONS.md).
locals {
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
      Association = {
        Type       = "AWS::WAFv2::WebACLAssociation"
        Properties = { ResourceArn = aws_lb.this.arn, WebACLArn = { "Fn::GetAtt" = ["Acl", "Arn"] } }
      }
    }
  }
}

resource "aws_cloudformation_stack" "waf" {
  count         = var.waf ? 1 : 0
  name          = "${var.name}-waf"
  template_body = jsonencode(local.waf_template)
}
