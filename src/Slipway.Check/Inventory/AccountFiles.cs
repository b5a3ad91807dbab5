// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Check;

/// <summary>The users and groups that an image knows.</summary>
/// <param name="Users">The lines of <c>/etc/passwd</c> that can be read.</param>
/// <param name="Groups">The lines of <c>/etc/group</c> that can be read.</param>
public sealed record AccountFiles(IReadOnlyList<Account> Users, IReadOnlyList<Account> Groups)
{
    /// <summary>Reads both files; an image without one knows nobody.</summary>
    public static AccountFiles Parse(string? passwd, string? group) => new(Read(passwd, groupField: 3), Read(group, groupField: 2));

    private static List<Account> Read(string? text, int groupField)
    {
        var accounts = new List<Account>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            var fields = line.TrimEnd('\r').Split(':');
            if (fields.Length > groupField && fields[0].Length > 0 && Number(fields[2]) is { } id && Number(fields[groupField]) is { } gid)
                accounts.Add(new(fields[0], id, gid));
        }
        return accounts;
    }

    private static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
