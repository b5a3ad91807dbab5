target "default" {
  output = [{ type = "local", dest = "out" }, "type=docker"]
  cache-from = [{ type = "registry", ref = "user/app:cache" }]
  cache-to = [{ type = "local", dest = "cache", mode = "max" }]
  secret = [{ type = "file", id = "token", src = "token.txt" }]
  ssh = [{ id = "default" }]
  attest = [{ type = "provenance", mode = "max" }, { type = "provenance", disabled = true }]
  network = "none"
  extra-hosts = { db = "10.0.0.2" }
  entitlements = ["network.host"]
  call = "check"
}
