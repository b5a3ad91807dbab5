target "default" {
  args = {
    concat = jsonencode(concat(["a"], ["b", "c"], []))
    contains = contains(["a", "b"], "b"), index = index(["x", "y"], 1), keys = jsonencode(keys({ b = 1, a = 2 })), values = jsonencode(values({ b = 1, a = 2 }))
    length = length([1, 2, 3]) + length([])
    lookup = lookup({ a = "x" }, "a", "d"), lookupdefault = lookup({ a = "x" }, "z", "d")
    merge = jsonencode(merge({ a = 1, b = 2 }, { b = 3 })), flatten = jsonencode(flatten([["a"], [["b"], "c"]]))
    distinct = jsonencode(distinct(["a", "b", "a"])), compact = jsonencode(compact(["a", "", "b"])), sort = jsonencode(sort(["c", "a", "b"]))
    reverselist = jsonencode(reverselist([1, 2, 3])), slice = jsonencode(slice(["a", "b", "c", "d"], 1, 3)), chunk = jsonencode(chunklist([1, 2, 3, 4, 5], 2))
    element = element(["a", "b", "c"], 4), coalesce = coalesce(null, "", "b"), coalescelist = jsonencode(coalescelist([], ["z"])), hasindex = hasindex(["a"], 1)
    range = jsonencode(range(3)), rangestep = jsonencode(range(1, 8, 3)), zipmap = jsonencode(zipmap(["a", "b"], [1, 2]))
    setunion = jsonencode(setunion(["b", "a"], ["c", "a"])), setintersection = jsonencode(setintersection(["a", "b"], ["b", "c"])), setsubtract = jsonencode(setsubtract(["a", "b"], ["b"]))
    setproduct = jsonencode(setproduct(["a", "b"], ["1", "2"])), sethaselement = sethaselement(["a"], "a"), symmetric = jsonencode(setsymmetricdifference(["a", "b"], ["b", "c"]))
  }
}
