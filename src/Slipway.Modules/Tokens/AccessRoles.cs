// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Roles as tokens and command lines write them.</summary>
public static class AccessRoles
{
    /// <summary>Every role's word.</summary>
    public static IReadOnlyList<string> Words { get; } = ["viewer", "super_admin"];

    /// <summary>The word of a role.</summary>
    public static string ToWord(this AccessRole role) => Words[(int)role];

    /// <summary>Reads a word; false where no role has it.</summary>
    public static bool TryParse(string? word, out AccessRole role)
    {
        var index = Words.ToList().IndexOf(word ?? "");
        role = (AccessRole)Math.Max(0, index);
        return index >= 0;
    }
}
