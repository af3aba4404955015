terraform {
  required_version = ">= 1.10, < 2.0" # 1.10 locks the state in S3 itself
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }
  # bucket and region: terraform init -backend-config=state.s3.tfbackend (bootstrap/ writes what goes in there)
  backend "s3" {
    key          = "orders.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Project = var.name, Environment = var.environment, ManagedBy = "terraform" }
  }
}
