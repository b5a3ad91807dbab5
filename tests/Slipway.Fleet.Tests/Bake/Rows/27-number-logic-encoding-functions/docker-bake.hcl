target "default" {
  args = {
    arithmetic = jsonencode([add(1, 2), subtract(5, 3), multiply(2, 4), divide(9, 2), modulo(9, 4), negate(3), absolute(-4), ceil(1.2), floor(-1.2), int(7.9), signum(-8), pow(2, 10), log(8, 2), max(1, 5, 3), min(4, 2)])
    parseint = parseint("ff", 16), parseneg = parseint("-101", 2)
    logic = jsonencode([and(true, false), or(true, false), not(true), equal("a", "a"), notequal(1, 2), greaterthan(2, 1), greaterthanorequalto(1, 1), lessthan(1, 2), lessthanorequalto(3, 2)])
    base64 = base64encode("héllo"), decoded = base64decode("aGk="), url = urlencode("a b&c=d/é~")
    json = jsonencode({ a = [1, "<x>", null, true], b = { c = 1.5 } }), decodedjson = jsondecode("{\"a\": [1, {\"b\": \"c\"}]}").a[1].b
    md5 = md5("a"), sha1 = sha1("a"), sha256 = sha256("a"), sha512 = sha512("a")
    csv = csvdecode("n,v\na,1\n\"b,c\",2\n")[1].n, uuid = uuidv5("dns", "example.org")
    date = formatdate("YYYY-MM-DD'T'hh:mm:ssZ EEE MMM D H:m AA", "2024-03-05T16:07:08Z"), timeadd = timeadd("2024-03-05T16:07:08Z", "1h30m")
    try = try(jsondecode("{"), "fallback"), can = can(jsondecode("{")), convert = jsonencode(convert(["1", "2"], list(number)))
  }
}
