variable "name" {
  description = "Prefix of every resource's name, and namespace of the metrics."
  type        = string
  default     = "orders"
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,13}[a-z0-9]$", var.name)) # target groups allow 32 characters: name-analytics
    error_message = "name must be 2 to 15 lower-case letters, digits or hyphens, beginning with a letter and not ending in a hyphen."
  }
}

variable "environment" {
  description = "Tag on everything."
  type        = string
  default     = "production"
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.environment))
    error_message = "environment must be 2 to 31 lower-case letters, digits or hyphens, beginning with a letter."
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

variable "image" {
  description = "The image to run, with a digest or a tag other than latest, such as ghcr.io/acme/orders:1.0.0."
  type        = string
  validation {
    condition     = can(regex("(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image must end in a digest or in a tag that is not latest: a rollback needs to know what ran before."
  }
}

variable "domain_name" {
  description = "Name of the page, such as orders.example.net."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?[.]){2,}[a-z]{2,}$", var.domain_name))
    error_message = "domain_name must be a name inside a zone, such as orders.example.net."
  }
}

variable "zone_name" {
  description = "Public Route 53 zone that holds domain_name, such as example.net."
  type        = string
  validation {
    condition     = endswith(var.domain_name, ".${var.zone_name}")
    error_message = "domain_name must end in zone_name."
  }
}

variable "vpc_cidr" {
  description = "Addresses of the VPC, /16 to /20."
  type        = string
  default     = "10.40.0.0/16"
  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 20, false)
    error_message = "vpc_cidr must be an IPv4 network of /16 to /20."
  }
}

variable "az_count" {
  description = "Availability zones to spread over."
  type        = number
  default     = 2
  validation {
    condition     = contains([2, 3], var.az_count)
    error_message = "az_count must be 2 or 3."
  }
}

variable "single_nat_gateway" {
  description = "One NAT gateway for all zones, which is cheaper, instead of one in each, which survives the loss of a zone."
  type        = bool
  default     = true
  validation {
    condition     = var.single_nat_gateway != null
    error_message = "single_nat_gateway must be true or false."
  }
}

variable "without" {
  description = "Configuration files not to run, such as producer if orders arrive only over HTTP."
  type        = set(string)
  default     = []
  validation {
    condition     = length(setsubtract(var.without, [for f in fileset("${path.module}/../conf", "*.yaml") : trimsuffix(f, ".yaml")])) == 0
    error_message = "without must name configuration files in conf/."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept: those of the tasks, of requests, of connections and of the WAF."
  type        = number
  default     = 365
  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one that CloudWatch offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or a number of years up to ten (1096, 1827, 2192, 2557, 2922, 3288, 3653)."
  }
}

variable "alarm_emails" {
  description = "Who is told of alarms; each must confirm a mail from AWS."
  type        = set(string)
  default     = []
  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", address))])
    error_message = "alarm_emails must be mail addresses."
  }
}

variable "lag_alarm" {
  description = "Records that a group may be behind for five minutes before an alarm."
  type        = number
  default     = 50000
  validation {
    condition     = var.lag_alarm >= 1
    error_message = "lag_alarm must be at least 1."
  }
}

variable "who" {
  description = <<-X
    Who may come to the page and the API; at least one of:
    keys: who has a key. The secret keys-credentials is the file of keys that `orders key` makes, and says who may do what.
    oidc: people who log in at an OpenID Connect provider and, with audience, programs with its tokens. rights says what each of its
    groups may do: "orders-viewers=read; orders-ops=read,operate". Its secret for us is the secret oidc-credentials.
    networks: who connects from these, such as your own. Alone: everybody there may do everything. Otherwise the others do not reach
    the load balancer.
    With keys and oidc, a program sends a key or a token, and people log in either way.
  X
  type = object({
    networks = optional(set(string), [])
    keys     = optional(bool, false)
    oidc = optional(object({
      issuer       = string
      client_id    = string
      rights       = string
      audience     = optional(string, "")
      name_claim   = optional(string, "sub")
      groups_claim = optional(string, "groups")
    }))
  })
  nullable = false
  validation {
    condition     = length(var.who.networks) > 0 || var.who.keys || var.who.oidc != null
    error_message = "Nobody is asked who they are: set who to { keys = true }, { oidc = {…} } or { networks = [\"203.0.113.0/24\"] }."
  }
  validation {
    condition     = alltrue([for cidr in var.who.networks : can(cidrnetmask(cidr))])
    error_message = "who.networks must be IPv4 networks such as 203.0.113.0/24."
  }
  validation {
    condition     = var.who.keys || var.who.oidc != null || alltrue([for cidr in var.who.networks : try(tonumber(split("/", cidr)[1]) >= 8, true)])
    error_message = "who.networks alone must be of /8 or smaller: everybody there may do everything."
  }
  validation {
    condition     = var.who.oidc == null ? true : startswith(var.who.oidc.issuer, "https://")
    error_message = "who.oidc.issuer must begin with https://."
  }
  validation {
    condition     = var.who.oidc == null ? true : length(var.who.oidc.client_id) > 0 && can(regex("^[^=;]+=[a-z:, ]+(;[^=;]+=[a-z:, ]+)*$", trimspace(var.who.oidc.rights)))
    error_message = "who.oidc needs client_id, what the provider calls us, and rights, such as \"orders-viewers=read; orders-ops=read,operate\"."
  }
}

variable "egress_cidrs" {
  description = "Networks that the tasks may reach on the ports of Kafka (9092), of Couchbase, and on 443 (ghcr.io, from which AWS pulls the image, and the keys of a log-in). Not given: any, since most have no fixed addresses."
  type = object({
    kafka     = optional(set(string), ["0.0.0.0/0"])
    couchbase = optional(set(string), ["0.0.0.0/0"])
    https     = optional(set(string), ["0.0.0.0/0"])
  })
  default  = {}
  nullable = false
  validation {
    condition     = alltrue([for cidrs in values(var.egress_cidrs) : length(cidrs) > 0 && alltrue([for cidr in cidrs : can(cidrnetmask(cidr))])])
    error_message = "egress_cidrs must be IPv4 networks such as 203.0.113.0/24, at least one for each of kafka, couchbase and https."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer; false before terraform destroy."
  type        = bool
  default     = true
  validation {
    condition     = var.deletion_protection != null
    error_message = "deletion_protection must be true or false."
  }
}

variable "waf" {
  description = "Whether AWS WAF stands before the load balancer."
  type        = bool
  default     = false
  validation {
    condition     = var.waf != null
    error_message = "waf must be true or false."
  }
}

variable "waf_rate_limit" {
  description = "Requests that one address may send in five minutes."
  type        = number
  default     = 10000
  validation {
    condition     = var.waf_rate_limit >= 100 && var.waf_rate_limit <= 2000000000
    error_message = "waf_rate_limit must be 100 to 2000000000."
  }
}
