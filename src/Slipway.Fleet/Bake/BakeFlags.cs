// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The words that Bake takes for true and false from outside.</summary>
internal static class BakeFlags
{
    internal static bool? TryParse(string text) => text switch
    {
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        _ => null,
    };
}
