target "default" {
  args = {
    join = join("-", ["a", "b", "c"])
    split = jsonencode(split(",", "a,b,,c"))
    replace = replace("1.2.3", ".", "_")
    format = format("%s=%d %05.2f %v %q %t|%-5s|%5s|%x|%%", "n", 42, 3.14159, [1, "a"], "q\"", true, "l", "r", 255)
    formatlist = jsonencode(formatlist("%s:%d", ["a", "b"], [1, 2]))
    lower = lower("ABC é É"), upper = upper("abc é"), title = title("hello big world")
    substr = substr("hello", 1, 3), substrneg = substr("hello", -3, -1)
    trim = trim("!!a!b!!", "!"), trimspace = trimspace("  a b \n"), trimprefix = trimprefix("v1.2", "v"), trimsuffix = trimsuffix("a.git", ".git")
    chomp = chomp("line\n\n"), indent = indent(2, "a\nb"), reverse = reverse("abc"), strlen = strlen("héllo")
    regex = regex("[0-9]+", "abc123def"), groups = jsonencode(regex("(\\d+)\\.(\\d+)", "v1.22")), named = jsonencode(regex("(?P<major>\\d+)\\.(?P<minor>\\d+)", "3.14"))
    regexall = jsonencode(regexall("[a-z]+", "ab 12 cd")), regexnone = length(regexall("x", "abc")), regex_replace = regex_replace("2024-01-02", "(\\d+)-(\\d+)", "$2/$1")
  }
}
