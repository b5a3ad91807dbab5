target default {
  tags = ["unquoted"]
}
