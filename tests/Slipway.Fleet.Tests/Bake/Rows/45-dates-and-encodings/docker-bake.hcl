target "default" {
  args = {
    a = formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z"), b = formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00"), c = formatdate("h:mm aa", "2018-01-02T00:12:01Z"), d = formatdate("'it''s' YYYY", "2018-01-02T23:12:01Z"), e = timeadd("2017-11-22T00:00:00Z", "-10m"), f = formatdate("HH H ss s M D Z ZZZZ ZZZZZ", "2018-01-02T13:02:01+05:30"), g = timeadd("2017-11-22T00:00:00+02:00", "1.5h")
    h = urlencode("a/b?c=d&e f+g~é"), i = base64encode(""), j = jsonencode("é<>&\u2028 \t"), k = parseint("zz", 36), l = pow(2, 0.5), m = log(10, 10), n = jsonencode(jsondecode("{\"b\":1.50,\"a\":[null,true]}")), o = uuidv5("url", "https://x.org/"), p = csvdecode("a,b\n1,\"2\n3\"\n")[0].b, q = max(1, 2.5), r = ceil(-1.5), s = signum(-3), t = int(-2.7), u = 10 % 3.5, v = -7 % 3, w = modulo(-7, 3), x = floor(2.9999999999), y = abs
  }
}
variable "abs" { default = "var" }
