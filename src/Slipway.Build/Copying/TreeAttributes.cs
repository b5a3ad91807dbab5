// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Extended attributes that are part of a file, as opposed to what this machine's kernel notes at it.</summary>
internal static class TreeAttributes
{
    /// <summary>Whether an attribute goes where its file goes.</summary>
    public static bool IsCopied(string name) =>
        name == "security.capability" || name.StartsWith("user.", StringComparison.Ordinal) && !name.StartsWith("user.overlay.", StringComparison.Ordinal)
        || name.StartsWith("system.posix_acl", StringComparison.Ordinal);
}
