variable "PORT" {
  type = number
  default = 8080
  validation {
    condition = PORT > 1024 && PORT < 65536
    error_message = "The port must not be privileged."
  }
}
target "default" { args = { PORT = PORT } }
