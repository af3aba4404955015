data "aws_iam_policy_document" "key" {
  statement {
    sid = "Account" # that is, whoever IAM allows one of these
    actions = [
      "kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy", "kms:UpdateKeyDescription", "kms:EnableKey", "kms:DisableKey",
      "kms:GetKeyRotationStatus", "kms:EnableKeyRotation", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion",
      "kms:ListResourceTags", "kms:TagResource", "kms:UntagResource", "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias",
      "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey",
    ]
    resources = ["*"] # of a key's policy: this key
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.this.account_id}:root"]
    }
  }
  statement {
    sid       = "Logs"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${var.region}.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values = [
        for group in ["/ecs/${var.name}/*", local.waf_log_group] :
        "arn:aws:logs:${var.region}:${data.aws_caller_identity.this.account_id}:log-group:${group}"
      ]
    }
  }
  statement {
    sid       = "Alarms"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]
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
  statement { # without a condition: SNS's manual says that none is supported for EventBridge
    sid       = "Events"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "${var.name}: secrets, logs, alarms"
  enable_key_rotation     = true
  deletion_window_in_days = 14
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this.key_id
}

# Empty: the values are put with `aws secretsmanager put-secret-value` and never come into the state.
resource "aws_secretsmanager_secret" "this" {
  for_each = merge(
    { for name in keys(local.services) : "confluent-${name}" => "JSON with bootstrap_servers, api_key, api_secret" },
    {
      for name, what in {
        keys    = "The file of keys that orders key makes"
        oidc    = "The OpenID Connect provider's secret for us"
        session = "Signs the sessions of people; at least 32 characters"
      } : name => what if contains(local.access_secrets, name)
    },
    {
      bus       = "PEM: private key, certificate and authority of the event bus"
      couchbase = "JSON with host, bucket, username, password"
      ghcr      = "JSON with username, password"
    }
  )
  name        = "${each.key}-credentials"
  description = each.value
  kms_key_id  = aws_kms_key.this.arn
}
