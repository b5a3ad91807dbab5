target "default" {
  args = {
    a = format("%s %s", "x", "y"), b = format("%d", 3.0), c = format("%f", 3), d = format("%.2f", 1.005), e = format("%v", true), f = format("%v", null), g = format("%#v", "s"), h = format("%05d", -42), i = format("%+d", 5), j = format("%e", 12345.678), k = format("%g", 0.0001), l=format("%s", 5), m=format("%[2]s %[1]s", "a", "b"), n=format("%-10s|", "hé"), o=format("%q", "a\nb"), p=format("%X", 255), q=format("%o", 8), r=format("%b", 5), s=format("%.2s", "abc"), t=format("%10.3f|", 3.14159)
  }
}
