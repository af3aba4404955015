# Once for an account, by hand, with a state of its own that stays on your disk: the bucket for Terraform's state, and the
# role by which GitHub plans pull requests. See ../README.md.

terraform {
  required_version = ">= 1.10, < 2.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }
}

variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-west-1"
  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must look like eu-west-1."
  }
}

variable "state_bucket" {
  description = "Name of the bucket; the whole world shares these names, so put your own in, such as acme-orders-state."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "state_bucket must be 3 to 63 lower-case letters, digits or hyphens."
  }
}

variable "repository" {
  description = "GitHub repository whose pull requests are planned, such as acme/orders. Null: none."
  type        = string
  default     = null
  validation {
    condition     = var.repository == null ? true : can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must look like acme/orders."
  }
}

provider "aws" {
  region = var.region
}

resource "aws_s3_bucket" "state" {
  bucket = var.state_bucket
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  bucket = aws_s3_bucket.state.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

data "aws_iam_policy_document" "state" {
  statement {
    sid       = "EncryptedOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.state.arn, "${aws_s3_bucket.state.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id
  policy = data.aws_iam_policy_document.state.json
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.repository == null ? 0 : 1
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "assume" {
  count = var.repository == null ? 0 : 1
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github[0].arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:${var.repository}:environment:plan"] # not of any branch: its reviewers let a run in
    }
  }
}

# Reads what a plan compares, and holds the state's lock.
resource "aws_iam_role" "plan" {
  count              = var.repository == null ? 0 : 1
  name               = "orders-plan"
  assume_role_policy = data.aws_iam_policy_document.assume[0].json
}

# What the resources of this directory's parent are, and no data: neither objects but the state's, nor values of secrets.
data "aws_iam_policy_document" "plan" {
  statement {
    sid = "Describe"
    actions = [
      "acm:DescribeCertificate", "acm:ListTagsForCertificate",
      "application-autoscaling:Describe*", "application-autoscaling:ListTagsForResource",
      "cloudformation:DescribeStacks", "cloudformation:GetTemplate",
      "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource",
      "ec2:Describe*",
      "ecs:Describe*", "ecs:ListTagsForResource",
      "elasticloadbalancing:Describe*",
      "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
      "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoleTags",
      "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
      "logs:DescribeLogGroups", "logs:ListTagsForResource",
      "route53:GetHostedZone", "route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResource",
      "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
      "servicediscovery:Get*", "servicediscovery:List*",
      "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
      "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
    ]
    resources = ["*"]
  }
  statement {
    sid       = "Buckets" # how they are set up
    actions   = ["s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:ListBucket"]
    resources = ["arn:aws:s3:::*"]
  }
  statement {
    sid       = "State" # no secret is in it: their values are put from outside
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.state.arn}/orders.tfstate", "${aws_s3_bucket.state.arn}/orders.tfstate.tflock"]
  }
}

resource "aws_iam_role_policy" "plan" {
  count  = var.repository == null ? 0 : 1
  name   = "plan"
  role   = aws_iam_role.plan[0].name
  policy = data.aws_iam_policy_document.plan.json
}

data "aws_iam_policy_document" "lock" {
  statement {
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.state.arn}/orders.tfstate.tflock"]
  }
}

resource "aws_iam_role_policy" "lock" {
  count  = var.repository == null ? 0 : 1
  name   = "lock"
  role   = aws_iam_role.plan[0].name
  policy = data.aws_iam_policy_document.lock.json
}

output "plan_role" {
  description = "For the repository's variable AWS_PLAN_ROLE."
  value       = one(aws_iam_role.plan[*].arn)
}
