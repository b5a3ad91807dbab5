// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Fleet;

/// <summary>The table of a service's keys, as the documentation shows it.</summary>
internal static class ServiceKeyTable
{
    /// <summary>The table in Markdown.</summary>
    internal static string ToMarkdown()
    {
        var text = new StringBuilder("| Key | | What it means here, or what to do |\n|---|---|---|\n");
        foreach (var key in ServiceKeys.All)
            text.Append("| `").Append(key.Name).Append("` | ").Append(key.Read is null ? "refused" : "honoured").Append(" | ").Append(key.Remark).Append(" |\n");
        return text.ToString();
    }
}
