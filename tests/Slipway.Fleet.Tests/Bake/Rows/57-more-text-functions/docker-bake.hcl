target "default" {
  args = {
    a = title("hello-world foo_bar it's"), b = replace("aaa", "a", "b"), c = replace("abc", "", "-"), d = join(",", split("", "abc")), e = substr("abc", 1, 100), f = trim("  x ", " "), g = upper("straße"), h = indent(4, "a\n\nb"), i = trimprefix("aab", "a"), j = chomp("a\r\n"), k = reverse("añb"), l = substr("abc", -2, 1), m = strlen(""), n = title("ÉCOLE élan 3rd x.y")
    o = regex_replace("hello", "l+", "[$0]"), p = regex_replace("a.b", "[.]", "$$"), q = regex_replace("abc", "(?P<x>b)", "<$${x}>"), r = jsonencode(regexall("(a)(b)?", "ab a")), s= regex_replace("x1y2", "[0-9]", "#")
  }
}
