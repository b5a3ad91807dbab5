// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>The functions that Bake's files can call, by name.</summary>
internal static class HclFunctions
{
    // Bake has these too; what they are for doesn't belong into a build's description.
    private static readonly string[] Refused = ["bcrypt", "byteslen", "bytesslice", "cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets", "rsadecrypt", "semvercmp"];

    private static readonly Dictionary<string, HclFunction> All =
        ((IEnumerable<HclFunction>)[
            .. LogicFunctions.All, .. NumberFunctions.All, .. TextFunctions.All, .. FormatFunctions.All, .. RegexFunctions.All, .. ListFunctions.All,
            .. MapFunctions.All, .. SetFunctions.All, .. EncodingFunctions.All, .. TimeFunctions.All, .. PathFunctions.All,
        ]).ToDictionary(static function => function.Name, StringComparer.Ordinal);

    internal static IEnumerable<string> Names => All.Keys.Concat(HclTries.Names);

    internal static HclFunction? Find(string name) => All.GetValueOrDefault(name);

    internal static HclException Unknown(HclCall call, HclScope scope) => Refused.Contains(call.Name)
        ? new(call.NamePlace, $"the function '{call.Name}' of Bake is not supported", "work the value out outside, and give it as a variable")
        : new(call.NamePlace, $"no function is named '{call.Name}'", Suggestion.Help(call.Name, scope.Names.FunctionNames));
}
